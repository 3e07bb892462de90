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

test("the frames of a version 1 client are what they always were, byte for byte", async (t) => {
	const { socketPath } = await startDaemon(t);
	const subscriber = await RawClient.connect(socketPath);
	const emitter = await RawClient.connect(socketPath);

	subscriber.write(
		frameOf('{"proto":1,"filters":["acme/api"],"event_types":["workflow_run"],"envelope":"diffs"}'),
	);
	const ack = await subscriber.readText();
	const { results } = await emitter.ask({ op: "emit", events: [RUN] });
	const event = await subscriber.readText();

	assert.equal(
		ack,
		'{"proto":1,"caught_up_at":null,"heartbeat_sec":60,"max_frame_bytes":65536,"kind":"subscribe_ack"}',
	);
	assert.equal(
		event,
		`{"event_id":"${results?.[0]?.event_id}","event_type":"workflow_run","owner":"acme","repo":"api","received_at":1767225600000000001,` +
			`"delivery_id":"5f2c-example","summary":"main CI run 42 – completed/success",` +
			`"fields":{"source":"github","event_type":"workflow_run","owner":"acme","repo":"api","run_id":42,"workflow_name":"CI",` +
			`"head_branch":"main","head_sha":null,"status":"completed","conclusion":"success","ingest_method":null,"job_id":null,` +
			`"job_name":null,"parent_run_id":null,"alert_name":null,"alert_severity":null,"alert_fingerprint":null,"msg_to":null,` +
			`"msg_from":null,"msg_correlation_id":null,"msg_reply_to":null,"msg_thread":null,"msg_body":null},"kind":"event"}`,
	);
});

test("the 23 fields come first, null when absent, and what a source adds comes after them", async (t) => {
	const { socketPath } = await startDaemon(t);
	const subscriber = await RawClient.connect(socketPath);
	const emitter = await RawClient.connect(socketPath);
	subscriber.send({});
	await subscriber.read();

	await emitter.ask({
		op: "emit",
		events: [{ source: "docker", event_type: "died", fields: { exit_code: 137, msg_body: "x" } }],
	});
	const { fields } = (await subscriber.read()) as { fields: Record<string, unknown> };

	const keys = Object.keys(fields);
	assert.equal(keys.length, 24);
	assert.equal(keys[22], "msg_body");
	assert.equal(keys[23], "exit_code");
	assert.deepEqual([fields["owner"], fields["repo"], fields["run_id"]], ["local", "docker", null]);
});

test("the ack comes first, and names the newest event there was when a cursor was given", async (t) => {
	const { socketPath } = await startDaemon(t);
	const emitter = await RawClient.connect(socketPath);
	const { results = [] } = await emitter.ask({
		op: "emit",
		events: [RUN, { ...RUN, delivery_id: "2" }, { ...RUN, delivery_id: "3" }],
	});
	const [first, second, third] = results.map(({ event_id }) => event_id);
	const [withCursor, without] = await Promise.all([
		RawClient.connect(socketPath),
		RawClient.connect(socketPath),
	]);

	withCursor.send({ proto: 1, since: first });
	without.send({ proto: 1, since: null });
	const [ack, ...replayed] = await withCursor.readMany(3);
	const plain = await without.read();
	await emitter.ask({ op: "emit", events: [{ ...RUN, delivery_id: "4" }] });

	assert.deepEqual([ack?.kind, ack?.["caught_up_at"]], ["subscribe_ack", third]);
	assert.deepEqual(
		replayed.map(({ event_id }) => event_id),
		[second, third],
		"the cursor itself is not repeated",
	);
	assert.equal(plain["caught_up_at"], null);
	assert.equal((await withCursor.read())["delivery_id"], "4");
	assert.equal((await without.read())["delivery_id"], "4");
});

test("a cursor that the log does not know replays everything that is retained", async (t) => {
	const { socketPath } = await startDaemon(t);
	const emitter = await RawClient.connect(socketPath);
	await emitter.ask({ op: "emit", events: [RUN, { ...RUN, delivery_id: "2" }] });
	const subscriber = await RawClient.connect(socketPath);

	subscriber.send({ since: "01J0000000000000000000000B" });
	const [, ...replayed] = await subscriber.readMany(3);

	assert.deepEqual(
		replayed.map((frame) => frame["delivery_id"]),
		["5f2c-example", "2"],
	);
});

test("an empty log acknowledges a cursor with null", async (t) => {
	const { socketPath } = await startDaemon(t);
	const subscriber = await RawClient.connect(socketPath);

	subscriber.send({ since: "01J0000000000000000000000B" });

	assert.equal((await subscriber.read())["caught_up_at"], null);
});

test("an event over 65,536 bytes arrives as a truncated frame, and one of exactly that size whole", async (t) => {
	const { socketPath } = await startDaemon(t);
	const subscriber = await RawClient.connect(socketPath);
	const emitter = await RawClient.connect(socketPath);
	subscriber.send({ proto: 1 });
	await subscriber.read();
	const emit = (filler: string) =>
		emitter.ask({
			op: "emit",
			events: [{ source: "a", event_type: "b", summary: "s", fields: { msg_correlation_id: "c-1", filler } }],
		});

	await emit("");
	const overhead = Buffer.byteLength((await subscriber.readText()) ?? "");
	await emit("x".repeat(65_536 - overhead));
	const largest = (await subscriber.readText()) ?? "";
	const { results } = await emit("x".repeat(65_537 - overhead));
	const stub = await subscriber.readText();

	assert.equal(Buffer.byteLength(largest), 65_536);
	assert.match(largest, /"kind":"event"\}$/);
	assert.equal(
		stub,
		`{"event_id":"${results?.[0]?.event_id}","reason":"payload exceeds MAX_FRAME_BYTES","correlation_id":"c-1","max_frame_bytes":65536,"kind":"truncated"}`,
	);
});

test("a heartbeat comes in the period that was announced, to version 1 clients alone", async (t) => {
	const { socketPath } = await startDaemon(t, { env: { WAITBUS_HEARTBEAT_SEC: "0.2" } });
	const subscriber = await RawClient.connect(socketPath);
	subscriber.send({ filters: ["nobody/nothing"] });

	const [ack, heartbeat] = [await subscriber.readText(), await subscriber.readText()];

	assert.match(ack ?? "", /"heartbeat_sec":0,/, "whole seconds, cut off");
	assert.match(heartbeat ?? "", /^\{"ts":\d{10},"uptime_sec":\d+,"kind":"daemon_heartbeat"\}$/);
	assert.match((await subscriber.readText()) ?? "", /daemon_heartbeat/, "again and again");
});
