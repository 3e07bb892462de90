import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { HeldLeases } from "../../src/mcp/held-leases.js";
import { PendingWaits } from "../../src/mcp/pending-waits.js";
import { waitForEvent } from "../../src/mcp/tools/wait-for-event.js";
import { startDaemon } from "../support/daemon-process.js";
import { createFakeClock } from "../support/fake-clock.js";
import { callTool, type Era, errorText, openMcpClient } from "../support/mcp-client.js";
import { connectTo, openBus, untilWaits } from "../support/open-bus.js";

const READY = { source: "deploy", match: ["stage=done"] };

for (const era of ["2025", "2026"] satisfies Era[]) {
	describe(`with a client of ${era}`, () => {
		test("one tool waits for what another emits", async (t) => {
			const bus = await startDaemon(t);
			const client = await openMcpClient(t, { ...bus, era });
			const { tools } = await client.listTools();

			const waiting = callTool(client, "wait_for_event", { ...READY, since: "start" });
			const emitted = await callTool(client, "emit_event", {
				source: "deploy",
				event_type: "finished",
				conclusion: "failure",
				fields: { stage: "done" },
			});
			const answer = await waiting;

			assert.ok(tools.some(({ name }) => name === "wait_for_event"));
			assert.equal(answer["status"], "matched");
			assert.equal(answer["verdict"], "failure");
			const [event] = answer["events"] as { event_id: string; received_at: string }[];
			assert.equal(event?.event_id, emitted["event_id"]);
			assert.match(event?.received_at ?? "", /^\d{19}$/);
		});

		test("a wait is pending when its budget is over, and what comes between two calls is not missed", async (t) => {
			const bus = await startDaemon(t);
			const client = await openMcpClient(t, { ...bus, era, args: ["--budget", "50ms"] });

			const first = await callTool(client, "wait_for_event", READY);
			await callTool(client, "emit_event", {
				source: "deploy",
				event_type: "finished",
				fields: { stage: "done" },
			});
			const second = await callTool(client, "wait_for_event", { wait_id: first["wait_id"] });

			assert.equal(first["status"], "pending");
			assert.equal(second["status"], "matched");
		});
	});
}

test("a wait outlives the server and the daemon that began it", async (t) => {
	const bus = await startDaemon(t);
	const first = await openMcpClient(t, { ...bus, args: ["--budget", "50ms"] });
	const pending = await callTool(first, "wait_for_event", READY);
	await first.close();

	await bus.kill9();
	await bus.restart();
	const second = await openMcpClient(t, bus);
	await callTool(second, "emit_event", {
		source: "deploy",
		event_type: "finished",
		fields: { stage: "done" },
	});
	const answer = await callTool(second, "wait_for_event", { wait_id: pending["wait_id"] });

	assert.equal(answer["status"], "matched");
});

test("a wait that the client takes back is gone from the daemon", async (t) => {
	const daemon = await startDaemon(t);
	const bus = connectTo(t, daemon);
	const client = await openMcpClient(t, daemon);
	const taken = new AbortController();

	const call = client.callTool({ name: "wait_for_event", arguments: READY }, { signal: taken.signal });
	const refused = assert.rejects(call);
	await untilWaits(bus, 1);
	taken.abort();
	await untilWaits(bus, 0);

	await refused;
});

test("a wrong call is answered with what is wrong and what to do", async (t) => {
	const client = await openMcpClient(t, await startDaemon(t));

	const nothing = await client.callTool({ name: "wait_for_event", arguments: {} });
	const matcher = await client.callTool({ name: "wait_for_event", arguments: { match: ["?"] } });
	const unknown = await client.callTool({ name: "wait_for_event", arguments: { sorce: "docker" } });
	const torn = await client.callTool({ name: "wait_for_event", arguments: { wait_id: "w1234" } });

	assert.match(errorText(nothing), /no term says which event is meant \[REQUEST_INVALID\]\nhint: /);
	assert.match(errorText(matcher), /\[MATCHER_INVALID\]\nhint: /);
	assert.match(errorText(unknown), /\[REQUEST_INVALID\]\nhint: /);
	assert.match(errorText(torn), /it is not whole \[REQUEST_INVALID\]\nhint: /);
});

test("a client that asks for progress hears every 12 seconds that the wait goes on", async (t) => {
	const bus = await openBus(t);
	const clock = createFakeClock();
	const waits = new PendingWaits(bus, clock);
	t.after(() => waits.close());
	const said: string[] = [];

	const call = waitForEvent.call(READY, {
		bus,
		waits,
		leases: new HeldLeases(bus),
		budgetMs: 30_000,
		signal: new AbortController().signal,
		onProgress: (message) => said.push(message),
	});
	await untilWaits(bus, 1);
	clock.advance(30_000);
	const { structuredContent } = await call;

	assert.deepEqual(said, ["still waiting after 12 s", "still waiting after 24 s"]);
	assert.equal((structuredContent as { status: string }).status, "pending");
});
