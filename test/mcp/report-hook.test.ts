/** Hooks that call a tool of the running server. The session's process is this one: it started the server. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Client } from "@modelcontextprotocol/client";
import { startDaemon } from "../support/daemon-process.js";
import { openMcpClient } from "../support/mcp-client.js";
import { connectTo } from "../support/open-bus.js";

const SESSION = "3f2a91bc-0000-4000-8000-000000000001";
const NAME = "claude-3f2a91bc";

/** What the vendor takes for the output of its hook. */
async function hook(client: Client, event: string, more: object = {}): Promise<string> {
	const payload = { hook_event_name: event, session_id: SESSION, cwd: "/work", ...more };
	const { content, isError } = await client.callTool({
		name: "report_hook",
		arguments: { vendor: "claude", payload },
	});
	const [first] = content;
	assert.notEqual(isError, true);
	assert.equal(first?.type, "text");
	return first.text;
}

test("a session that reports by the tool is an agent, as one whose hooks are processes", async (t) => {
	const daemon = await startDaemon(t);
	const bus = connectTo(t, daemon);
	const client = await openMcpClient(t, { ...daemon, era: "2025" });
	const heard = async (type: string) =>
		await bus.waitFor({ match: [`event_type=${type}`, `fields.agent=${NAME}`], since: "start" });

	const answers = [await hook(client, "SessionStart", { source: "startup" })];
	await heard("agent_started");
	answers.push(await hook(client, "UserPromptSubmit", { prompt: "hi" }));
	await heard("agent_turn_started");
	answers.push(await hook(client, "Stop", { background_tasks: "[]", last_assistant_message: "" }));
	const idle = await heard("agent_idle");
	const agents = await bus.agents.list();

	assert.deepEqual(answers, ["", "", ""]);
	assert.deepEqual(
		agents.map(({ name, pid, session, cwd, state }) => [name, pid, session, cwd, state]),
		[[NAME, process.pid, SESSION, "/work", "idle"]],
	);
	assert.equal(idle.fields["hook_event"], "Stop");
});

test("what a vendor filled in as text counts as what it is, and what it left out counts for nothing", async (t) => {
	const daemon = await startDaemon(t);
	const bus = connectTo(t, daemon);
	const client = await openMcpClient(t, daemon);
	const tasks = JSON.stringify([{ id: "b1", status: "running" }]);

	await hook(client, "Stop", { background_tasks: tasks, agent_id: "${agent_id}", stop_hook_active: "false" });
	const ended = await bus.waitFor({ match: ["event_type=agent_turn_ended"], since: "start" });

	assert.equal(ended.fields["background_tasks"], 1);
	assert.equal(ended.fields["agent_id"], undefined);
	assert.equal(ended.fields["stop_hook_active"], false);
});

test("the tool answers with what the session is to be told, as the hook would print it", async (t) => {
	const daemon = await startDaemon(t);
	const bus = connectTo(t, daemon);
	const client = await openMcpClient(t, daemon);
	await hook(client, "SessionStart");
	await bus.waitFor({ match: ["event_type=agent_joined"], since: "start" });
	await bus.deliver(NAME, "the build is green", { contextOnly: true });

	const answers: string[] = [];
	// A daemon that is busy may be too late for one of them; the notice waits for the next.
	while (!answers.some((answer) => answer !== "")) answers.push(await hook(client, "UserPromptSubmit"));

	const { hookSpecificOutput } = JSON.parse(answers.at(-1) ?? "") as {
		hookSpecificOutput: { hookEventName: string; additionalContext: string };
	};
	assert.equal(hookSpecificOutput.hookEventName, "UserPromptSubmit");
	assert.match(hookSpecificOutput.additionalContext, /the build is green/);
});

test("without a daemon the tool fails nobody, and what it was told is there once one runs", async (t) => {
	const daemon = await startDaemon(t);
	const client = await openMcpClient(t, daemon);
	await daemon.kill9();

	const answer = await hook(client, "Stop");
	await daemon.restart();
	const ended = await connectTo(t, daemon).waitFor({
		match: ["event_type=agent_turn_ended"],
		since: "start",
	});

	assert.equal(answer, "");
	assert.equal(ended.fields["session"], SESSION);
});

test("the tool tells models that it is not for them", async (t) => {
	const client = await openMcpClient(t, await startDaemon(t));

	const { tools } = await client.listTools();
	const found = tools.find(({ name }) => name === "report_hook");

	assert.equal(found?.title, "For hooks, not for models");
	assert.match(found?.description ?? "", /^Only the hooks of a coding agent call this/);
	assert.equal(tools.at(-1), found);
});
