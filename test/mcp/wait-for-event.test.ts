import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { HeldLeases } from "../../src/mcp/held-leases.js";
import { PendingWaits } from "../../src/mcp/pending-waits.js";
import { waitForEvent } from "../../src/mcp/tools/wait-for-event.js";
import { toWaitId } from "../../src/mcp/wait-id.js";
import { startPostingGithub } from "../support/posting-github.js";
import { startDaemon } from "../support/daemon-process.js";
import { createFakeClock } from "../support/fake-clock.js";
import { callTool, ERAS, errorText, openMcpClient } from "../support/mcp-client.js";
import { createDeferred } from "../../src/platform/deferred.js";
import { runCli } from "../support/run-cli.js";
import { connectTo, openBus, untilWaits } from "../support/open-bus.js";

const READY = { source: "deploy", match: ["stage=done"] };

interface Matched {
	readonly status: string;
	readonly verdict: string;
	readonly events: readonly { readonly event_id: string; readonly received_at: string }[];
}

for (const { era, skip } of ERAS) {
	describe(`with a client of ${era}`, { skip }, () => {
		test("an event from another process wakes a wait that has said that it waits", async (t) => {
			const bus = await startDaemon(t);
			const client = await openMcpClient(t, { ...bus, era });
			const { tools } = await client.listTools();
			const waits = createDeferred<string | undefined>();

			const waiting = client.callTool(
				{ name: "wait_for_event", arguments: READY },
				{ onprogress: ({ message }) => waits.resolve(message) },
			);
			const said = await waits.promise;
			const emitted = await runCli(
				[
					"emit",
					"--source",
					"deploy",
					"--event-type",
					"finished",
					"--field",
					"stage=done",
					"--conclusion",
					"failure",
					"--json",
				],
				bus,
			);
			const { structuredContent } = await waiting;

			assert.ok(tools.some(({ name }) => name === "wait_for_event"));
			assert.match(said ?? "", /^waiting for .*stage=done/);
			const { status, verdict, events } = structuredContent as Matched;
			assert.deepEqual([status, verdict], ["matched", "failure"]);
			const { event_id: eventId } = JSON.parse(emitted.stdout) as { event_id: string };
			assert.equal(events[0]?.event_id, eventId);
			assert.match(events[0]?.received_at ?? "", /^\d{19}$/);
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

		test("a wait that the client takes back is gone from the daemon", async (t) => {
			const daemon = await startDaemon(t);
			const bus = connectTo(t, daemon);
			const client = await openMcpClient(t, { ...daemon, era });
			const taken = new AbortController();

			const call = client.callTool({ name: "wait_for_event", arguments: READY }, { signal: taken.signal });
			const refused = assert.rejects(call);
			await untilWaits(bus, 1);
			taken.abort();
			await untilWaits(bus, 0);

			await refused;
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

test("what ends a wait for a state counts from the first call on, also for another server", async (t) => {
	const { daemon } = await startPostingGithub(t);
	const first = await openMcpClient(t, { ...daemon, args: ["--budget", "50ms"] });
	const terms = { repo: "me/app", pr: 7, unless: ["deploy:stage=broken"] };
	const pending = await callTool(first, "wait_for_event", terms);
	await first.close();

	const second = await openMcpClient(t, daemon);
	const broken = { source: "deploy", event_type: "finished", fields: { stage: "broken" } };
	await callTool(second, "emit_event", broken);
	const answer = await callTool(second, "wait_for_event", { wait_id: pending["wait_id"] });

	assert.equal(answer["reason"], "unless");
	assert.equal(answer["verdict"], "failure");
});

test("a wait that looks back for a while looks back from its first call", async (t) => {
	const daemon = await startDaemon(t);
	const client = await openMcpClient(t, { ...daemon, args: ["--budget", "50ms"] });

	const { cursor } = await callTool(client, "wait_for_event", { ...READY, since: "10m" });

	assert.match(String(cursor), /^\d{4}-\d\d-\d\dT/);
});

test("the terms in a wait_id are checked like any others", async (t) => {
	const client = await openMcpClient(t, await startDaemon(t));
	const forged = [{ sorce: "deploy" }, { match: "stage=done" }, { ...READY, deadline_ms: "soon" }, {}, []];

	const answers = await Promise.all(
		forged.map((terms) =>
			client.callTool({ name: "wait_for_event", arguments: { wait_id: toWaitId(terms) } }),
		),
	);

	for (const answer of answers) assert.match(errorText(answer), /^Cannot .* \[REQUEST_INVALID\]\nhint: /);
});

test("terms too long to come back in a wait_id are refused", () => {
	assert.throws(() => toWaitId({ match: [`stage=${"x".repeat(70_000)}`] }), { code: "REQUEST_INVALID" });
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

test("a client that asks for progress hears that the wait began, and every 12 seconds that it goes on", async (t) => {
	const bus = await openBus(t);
	const clock = createFakeClock();
	const waits = new PendingWaits(bus, clock);
	t.after(() => waits.close());
	const said: string[] = [];

	const call = waitForEvent.call(READY, {
		bus,
		waits,
		leases: new HeldLeases(bus),
		reportHook: () => Promise.resolve(""),
		budgetMs: 30_000,
		signal: new AbortController().signal,
		onProgress: (message) => said.push(message),
	});
	await untilWaits(bus, 1);
	clock.advance(30_000);
	const { structuredContent } = await call;

	const [armed, ...later] = said;
	assert.match(armed ?? "", /^waiting for /);
	assert.deepEqual(later, ["still waiting after 12 s", "still waiting after 24 s"]);
	assert.equal((structuredContent as { status: string }).status, "pending");
});
