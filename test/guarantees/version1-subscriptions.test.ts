import assert from "node:assert/strict";
import { test } from "node:test";
import { startDaemon } from "../support/daemon-process.js";
import { frameOf, RawClient } from "../support/raw-client.js";

const RUN = {
	source: "github",
	event_type: "workflow_run",
	owner: "acme",
	repo: "api",
	received_at: "1767225600000000001",
	delivery_id: "5f2c-example",
	summary: "main CI run 42 – completed/success",
	fields: {
		run_id: 42,
		workflow_name: "CI",
		head_branch: "main",
		status: "completed",
		conclusion: "success",
	},
};

test("filters select by owner and repository, and event types by name", async (t) => {
	const { socketPath } = await startDaemon(t);
	const emitter = await RawClient.connect(socketPath);
	const subscriptions = [
		{ filters: ["acme/api"] },
		{ filters: ["acme/*"] },
		{ filters: ["*"], event_types: ["check", "unheard_of"] },
		{ filters: [], event_types: null },
		{ filters: ["ACME/api", "other/web"] },
	];
	const subscribers = await Promise.all(subscriptions.map(() => RawClient.connect(socketPath)));
	for (const [index, client] of subscribers.entries()) {
		client.send(subscriptions[index]);
		assert.equal((await client.read()).kind, "subscribe_ack");
	}

	const event = (delivery_id: string, owner: string, repo: string, event_type: string) => ({
		source: "s",
		delivery_id,
		owner,
		repo,
		event_type,
	});
	const events = [
		event("1", "acme", "api", "run"),
		event("2", "acme", "web", "check"),
		event("3", "other", "web", "run"),
		event("end", "", "", ""),
	];
	await emitter.ask({ op: "emit", events: events.slice(0, 3) });

	const counts = [1, 2, 1, 3, 1];
	const received = await Promise.all(subscribers.map((client, index) => client.readMany(counts[index] ?? 0)));
	assert.deepEqual(
		received.map((frames) => frames.map((frame) => frame["delivery_id"])),
		[["1"], ["1", "2"], ["2"], ["1", "2", "3"], ["3"]],
	);
});

test("what a client sends after its subscription is ignored", async (t) => {
	const { socketPath } = await startDaemon(t);
	const subscriber = await RawClient.connect(socketPath);
	const emitter = await RawClient.connect(socketPath);

	subscriber.write(
		Buffer.concat([frameOf("{}"), frameOf('{"proto":2,"op":"stop","id":1}'), frameOf("nonsense")]),
	);
	await subscriber.read();
	await emitter.ask({ op: "emit", events: [RUN] });

	assert.equal((await subscriber.read()).kind, "event");
});

test("a subscription that arrives byte by byte is understood", async (t) => {
	const { socketPath } = await startDaemon(t);
	const subscriber = await RawClient.connect(socketPath);
	subscriber.socket.setNoDelay(true);

	for (const byte of frameOf('{"proto":1,"filters":["*"]}')) {
		await new Promise<void>((resolve) => subscriber.socket.write(Buffer.of(byte), () => resolve()));
	}

	assert.equal((await subscriber.read()).kind, "subscribe_ack");
});

test("a client that closes its sending half, as socat and nc do, still gets every event", async (t) => {
	const { socketPath } = await startDaemon(t);
	const subscriber = await RawClient.connect(socketPath);
	const emitter = await RawClient.connect(socketPath);

	subscriber.send({ proto: 1 });
	subscriber.halfClose();
	await subscriber.read();
	await emitter.ask({ op: "emit", events: [RUN] });

	assert.equal((await subscriber.read()).kind, "event");
});

test("a subscriber hears its own process's emits, too", async (t) => {
	const { socketPath } = await startDaemon(t);
	const client = await RawClient.connect(socketPath);

	client.request({ op: "subscribe" });
	client.request({ op: "emit", events: [RUN] });
	const messages = await client.readUntil(({ op }) => op === "event");

	assert.equal(messages.at(-1)?.event?.delivery_id, RUN.delivery_id);
});
