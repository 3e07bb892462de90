import assert from "node:assert/strict";
import { test } from "node:test";
import { startAgent } from "../support/agent-process.js";
import { startDaemon } from "../support/daemon-process.js";
import { connectTo } from "../support/open-bus.js";
import { runCli, startCli } from "../support/run-cli.js";

test("agents shows who is here, and after their end how they went", async (t) => {
	const bus = await startDaemon(t);
	const reviewer = await startAgent(t, bus.env, { name: "reviewer" });
	const tester = await startAgent(t, bus.env, { name: "tester" });
	const lost = startCli(["wait", "-s", "agent", "-t", "agent_lost", "-m", "agent=reviewer"], bus);
	await lost.armed();

	const here = await runCli(["agents", "--json"], bus);
	reviewer.kill("SIGKILL");
	const { code } = await lost.result;
	await tester.leave();
	const gone = await runCli(["agents", "--gone", "--json"], bus);

	assert.deepEqual(
		here.stdout
			.trim()
			.split("\n")
			.map((line) => pick(line, "name", "pid", "state")),
		[
			{ name: "reviewer", pid: reviewer.pid, state: "working" },
			{ name: "tester", pid: tester.pid, state: "working" },
		],
	);
	assert.equal(code, 1);
	assert.deepEqual(
		gone.stdout
			.trim()
			.split("\n")
			.map((line) => pick(line, "name", "state", "end")),
		[
			{ name: "tester", state: "gone", end: "left" },
			{ name: "reviewer", state: "gone", end: "lost" },
		],
	);
});

test("the death of an agent is heard by everyone at once, and what it held goes to the next in line", async (t) => {
	const bus = await startDaemon(t);
	const holder = await startAgent(t, bus.env, { name: "holder", claims: ["deploy"] });
	const listeners = [connectTo(t, bus), connectTo(t, bus)];
	const heard = listeners.map((each) =>
		each.waitFor({ source: "agent", eventType: "agent_lost", match: "agent=holder" }, { timeoutMs: 60_000 }),
	);
	const next = startCli(
		["claim", "deploy", "--wait", "--", "sh", "-c", "echo mine $WAITBUS_LEASE_TOKEN"],
		bus,
	);
	await next.told(/waiting for deploy, which holder holds/);

	holder.kill("SIGKILL");

	const events = await Promise.all(heard);
	const { code, stdout } = await next.result;
	assert.deepEqual(
		events.map(({ fields }) => fields["conclusion"]),
		["failure", "failure"],
	);
	assert.equal(code, 0);
	assert.match(stdout, /^mine \d+\n$/);
});

test("an agent stays itself across a restart of the daemon, and keeps what it holds", async (t) => {
	const bus = await startDaemon(t);
	const client = connectTo(t, bus, { mayStart: true });
	const me = await client.agents.register({ name: "reviewer", cwd: "/x" });
	const lease = await client.leases.claim("deploy", { heldBy: "connection" });

	await bus.kill9();
	await client.emit({ source: "test", event_type: "after_restart" });
	await me.report("idle", "resting");

	const [agent, ...others] = await client.agents.list();
	const [held] = await client.leases.list();
	const { events } = await client.query({ source: "agent" });
	assert.deepEqual(
		[agent?.name, agent?.state, agent?.doing, others.length],
		["reviewer", "idle", "resting", 0],
	);
	assert.equal(held?.token, lease.token);
	assert.deepEqual(
		events.map(({ event_type }) => event_type),
		["agent_joined", "lease_claimed", "agent_state"],
	);
	await lease.release();
	await me.leave();
});

test("a process that dies while no daemon runs is missed by the next one", async (t) => {
	const bus = await startDaemon(t);
	const agent = await startAgent(t, bus.env, { name: "reviewer", claims: ["deploy"] });
	await bus.kill9();

	agent.kill("SIGKILL");
	const lost = await runCli(
		["wait", "-s", "agent", "-t", "agent_lost", "--since", "start", "--timeout", "60s"],
		bus,
	);

	assert.equal(lost.code, 1);
	assert.match(lost.stdout, /reviewer was lost/);
	const leases = await runCli(["claim", "--list", "--json"], bus);
	assert.equal(leases.stdout, "");
});

test("a name that is taken, and a process that is a stranger, are refused", async (t) => {
	const bus = await startDaemon(t);
	await startAgent(t, bus.env, { name: "reviewer" });
	const client = connectTo(t, bus);

	await assert.rejects(client.agents.register({ name: "reviewer" }), { code: "AGENT_NAME_TAKEN" });
	await assert.rejects(client.agents.register({ name: "other", pid: 1 + bus.pid }), {
		code: "AGENT_INVALID",
	});
	await assert.rejects(client.agents.report("idle", { agent: "nobody" }), { code: "AGENT_NOT_FOUND" });
});

test("closing a client without a goodbye is a death", async (t) => {
	const bus = await startDaemon(t);
	const [client, other] = [connectTo(t, bus), connectTo(t, bus)];
	await client.agents.register({ name: "reviewer" });
	const lost = other.waitFor({ source: "agent", eventType: "agent_lost" }, { timeoutMs: 60_000 });
	await other.status();

	await client.close();

	assert.equal((await lost).fields["agent"], "reviewer");
});

test("a daemon that stops in good order says of nobody that it was lost, and ends no lease", async (t) => {
	const bus = await startDaemon(t);
	const client = connectTo(t, bus, { mayStart: true });
	await client.agents.register({ name: "reviewer" });
	const lease = await client.leases.claim("deploy", { heldBy: "connection" });

	await runCli(["stop"], bus);
	await client.emit({ source: "test", event_type: "after_restart" });

	const { events } = await client.query({ source: "agent" });
	const [held] = await client.leases.list();
	assert.deepEqual(
		events.map(({ event_type }) => event_type),
		["agent_joined", "lease_claimed"],
	);
	assert.equal(held?.token, lease.token);
	await client.agents.leave("reviewer");
});

function pick(line: string, ...keys: readonly string[]): Record<string, unknown> {
	const parsed = JSON.parse(line) as Record<string, unknown>;
	return Object.fromEntries(keys.map((key) => [key, parsed[key]]));
}
