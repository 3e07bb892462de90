import assert from "node:assert/strict";
import { test } from "node:test";
import { type DaemonProcess, PROGRAM, startDaemon } from "../support/daemon-process.js";
import { runCli, startCli } from "../support/run-cli.js";

async function agentEvents(bus: Pick<DaemonProcess, "env">): Promise<readonly string[]> {
	const { stdout } = await runCli(["tail", "-s", "agent", "--since", "start", "--no-follow", "--json"], bus);
	return stdout
		.trim()
		.split("\n")
		.map((line) => (JSON.parse(line) as { event_type: string }).event_type);
}

test("a command that ends well has left, and its exit code is the one of waitbus", async (t) => {
	const bus = await startDaemon(t);

	const { code, stdout } = await runCli(["join", "reviewer", "--", "sh", "-c", "echo working"], bus);

	assert.deepEqual([code, stdout], [0, "working\n"]);
	assert.deepEqual(await agentEvents(bus), ["agent_joined", "agent_left"]);
});

test("a command that fails was lost", async (t) => {
	const bus = await startDaemon(t);

	const { code } = await runCli(["join", "reviewer", "--", "sh", "-c", "exit 3"], bus);
	await runCli(["wait", "-s", "agent", "-t", "agent_lost", "--since", "start", "--timeout", "60s"], bus);

	assert.equal(code, 3);
	assert.deepEqual(await agentEvents(bus), ["agent_joined", "agent_lost"]);
});

test("what the command starts speaks and claims in the name of the agent", async (t) => {
	const bus = await startDaemon(t);
	const waitbus = `'${process.execPath}' '${PROGRAM}'`;
	const script = `${waitbus} send tester hello && ${waitbus} claim deploy && echo done && exec sleep 600`;
	const agent = startCli(["join", "reviewer", "--", "sh", "-c", script], bus);
	await agent.wrote(/done/);

	const { stdout: mail } = await runCli(["inbox", "tester"], bus);
	const { stdout: lease } = await runCli(["claim", "--list"], bus);
	agent.kill("SIGTERM");

	assert.match(mail, /reviewer to tester:/);
	assert.match(lease, /held by reviewer/);
	assert.equal((await agent.result).code, 143);
	const { code } = await runCli(["claim", "deploy", "--wait", "--timeout", "60s", "--", "true"], bus);
	assert.equal(code, 0);
});

test("a name that is taken ends it before the command has begun", async (t) => {
	const bus = await startDaemon(t);
	const first = startCli(["join", "reviewer", "--", "sh", "-c", "echo up; exec sleep 600"], bus);
	await first.wrote(/up/);

	const { code, stdout, stderr } = await runCli(["join", "reviewer", "--", "echo", "too late"], bus);
	first.kill("SIGTERM");

	assert.deepEqual([code, stdout], [2, ""]);
	assert.match(stderr, /AGENT_NAME_TAKEN/);
	await first.result;
});
