import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { BusClient } from "../../src/client/bus-client.js";
import { startDaemon } from "../support/daemon-process.js";
import { connectTo, settledStatus, untilWaits } from "../support/open-bus.js";
import { type CliProcess, startCli } from "../support/run-cli.js";
import { startOpencodeServer } from "../support/session-doors.js";

const RUN = { source: "ci", event_type: "run", summary: "build 7 failed", fields: { conclusion: "failure" } };

/** This process is a session that is idle; what it starts belongs to it. */
async function startAgent(t: TestContext) {
	const daemon = await startDaemon(t);
	const bus = connectTo(t, daemon);
	const server = await startOpencodeServer(t);
	await bus.agents.register({
		name: "me",
		vendor: "opencode",
		state: "idle",
		pid: process.pid,
		doors: [{ door: "opencode_server", url: server.url, session: "ses_1" }],
	});
	return { daemon, bus, server };
}

/** Kills it, and resolves when the daemon has noticed. */
async function leave(bus: BusClient, wait: CliProcess): Promise<void> {
	const { connections } = await bus.status();
	wait.kill();
	while ((await bus.status()).connections === connections);
}

async function saidOf(bus: BusClient): Promise<readonly unknown[]> {
	const { events } = await bus.query({
		eventType: "agent_delivery",
		match: "delivery_state=accepted",
		since: "start",
	});
	return events.map(({ fields }) => fields["notice"]);
}

test("a wait that is killed goes on, and its end is told to the session that it belonged to", async (t) => {
	const { daemon, bus, server } = await startAgent(t);
	const wait = startCli(["wait", "--source", "ci", "--deliver"], daemon);
	await wait.armed();

	await leave(bus, wait);
	await bus.emit(RUN);
	await server.prompted();

	const [notice] = await saidOf(bus);
	assert.equal(
		notice,
		"The wait for source=ci that was left is over. It was matched, with the verdict failure: build 7 failed",
	);
	assert.equal((await settledStatus(bus)).waits, 0);
});

test("what came before a wait was killed counts for it afterwards", async (t) => {
	const { daemon, bus, server } = await startAgent(t);
	const wait = startCli(
		["wait", "--all-of", "ci:conclusion=failure", "--all-of", "x:n=1", "--deliver"],
		daemon,
	);
	await wait.armed();
	await bus.emit(RUN);

	await leave(bus, wait);
	await bus.emit({ source: "x", event_type: "numbered", fields: { n: 1 } });
	await server.prompted();

	assert.match(String((await saidOf(bus))[0]), /It was matched/);
});

test("a wait that was answered, or took its time, tells nothing more", async (t) => {
	const { daemon, bus } = await startAgent(t);
	const answered = startCli(["wait", "--source", "ci", "--deliver"], daemon);
	await answered.armed();
	await bus.emit(RUN);
	const late = startCli(["wait", "--source", "ci", "--deliver", "--timeout", "10ms"], daemon);

	const codes = [(await answered.result).code, (await late.result).code];
	await bus.emit(RUN);
	await untilWaits(bus, 0);

	assert.deepEqual(codes, [1, 124]);
	assert.deepEqual(await saidOf(bus), []);
});

test("an agent that waits for the same again has taken up what it left", async (t) => {
	const { daemon, bus } = await startAgent(t);
	const first = startCli(["wait", "--source", "ci", "--deliver"], daemon);
	await first.armed();
	await leave(bus, first);
	const second = startCli(["wait", "--source", "ci", "--deliver"], daemon);
	await second.armed();

	await bus.emit(RUN);
	const { code } = await second.result;

	assert.equal(code, 1);
	assert.deepEqual(await saidOf(bus), []);
});

test("a wait of nobody's session cannot be told to it", async (t) => {
	const daemon = await startDaemon(t);

	const { code, stderr } = await startCli(["wait", "--source", "ci", "--deliver"], daemon).result;

	assert.equal(code, 2);
	assert.match(stderr, /\[AGENT_NOT_FOUND\]/);
});
