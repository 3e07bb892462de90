import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { BusClient } from "../../src/client/bus-client.js";
import type { BusEvent } from "../../src/event/event.js";
import { startDaemon } from "../support/daemon-process.js";
import { connectTo } from "../support/open-bus.js";
import { VendorProcess } from "../support/vendor-process.js";

const SESSION = "3f2a91bc-0000-4000-8000-000000000001";

function claude(event: string, more: object = {}): object {
	return { session_id: SESSION, cwd: "/work", hook_event_name: event, ...more };
}

async function startVendor(t: TestContext, env: NodeJS.ProcessEnv = {}) {
	const daemon = await startDaemon(t);
	const bus = connectTo(t, daemon);
	return { daemon, bus, vendor: new VendorProcess(t, { ...daemon.env, ...env }) };
}

/** Resolves when it has come; a hook that was late is told by the daemon a moment later. */
async function heard(bus: BusClient, type: string, agent = "claude-3f2a91bc"): Promise<BusEvent> {
	return await bus.waitFor({ match: [`event_type=${type}`, `fields.agent=${agent}`], since: "start" });
}

async function typesOf(bus: BusClient): Promise<readonly string[]> {
	const { events } = await bus.query({ source: "agent", since: "start" });
	return events.map(({ event_type }) => event_type);
}

test("a session is an agent on the bus from its start to its end", async (t) => {
	const { bus, vendor } = await startVendor(t);

	const results = [
		await vendor.hook(["claude"], claude("SessionStart", { source: "startup" })),
		await vendor.hook(["claude"], claude("UserPromptSubmit", { prompt: "hi" })),
		await vendor.hook(["claude"], claude("Stop", { background_tasks: [] })),
	];
	await heard(bus, "agent_idle");
	const [agent] = await bus.agents.list();
	results.push(await vendor.hook(["claude"], claude("SessionEnd", { reason: "other" })));
	await heard(bus, "agent_left");

	assert.deepEqual(new Set(results.map((result) => JSON.stringify(result))).size, 1);
	assert.deepEqual(results[0], { code: 0, stdout: "", stderr: "" });
	assert.deepEqual(
		[agent?.name, agent?.vendor, agent?.session, agent?.cwd, agent?.pid, agent?.state],
		["claude-3f2a91bc", "claude", SESSION, "/work", vendor.pid, "idle"],
	);
	assert.deepEqual(
		(await typesOf(bus)).filter((type) => type !== "agent_state"),
		[
			"agent_joined",
			"agent_started",
			"agent_turn_started",
			"agent_turn_ended",
			"agent_idle",
			"agent_ended",
			"agent_left",
		],
	);
});

test("a hook of Claude Code that Copilot CLI runs is left to Copilot's own", async (t) => {
	const { bus, vendor } = await startVendor(t, { COPILOT_CLI: "1", CLAUDECODE: undefined });

	const result = await vendor.hook(["claude"], claude("SessionStart"));
	await vendor.hook(["copilot"], { hook_event_name: "SessionStart", session_id: "12345678" });
	await heard(bus, "agent_started", "copilot-12345678");

	assert.deepEqual(result, { code: 0, stdout: "", stderr: "" });
	const { events } = await bus.query({ source: "agent", since: "start" });
	assert.deepEqual([...new Set(events.map(({ fields }) => fields["vendor"]))], ["copilot"]);
});

test("an agent that is killed is missed at once", async (t) => {
	const { bus, vendor } = await startVendor(t);
	await vendor.hook(["claude"], claude("SessionStart"));
	await heard(bus, "agent_joined");

	await vendor.kill();

	const lost = await heard(bus, "agent_lost");
	assert.equal(lost.fields["conclusion"], "failure");
});

test("what the last hook of an agent told comes before its death", async (t) => {
	const { bus, vendor } = await startVendor(t);
	await vendor.hook(["claude"], claude("SessionStart"));
	await heard(bus, "agent_joined");

	await vendor.hook(["claude"], claude("Stop", { background_tasks: [] }));
	await vendor.kill();

	await heard(bus, "agent_lost");
	const types = await typesOf(bus);
	assert.ok(types.indexOf("agent_idle") < types.indexOf("agent_lost"), types.join(" "));
});

test("two sessions of one vendor are told apart, also in one process", async (t) => {
	const { bus, vendor } = await startVendor(t);
	const other = { session_id: "3f2a91bcffff4000", hook_event_name: "SessionStart" };

	await vendor.hook(["claude"], claude("SessionStart"));
	await heard(bus, "agent_joined");
	await vendor.hook(["claude"], other);
	await heard(bus, "agent_joined", "claude-3f2a91bcffff4000");
	await vendor.hook(["claude"], { ...other, hook_event_name: "UserPromptSubmit" });
	await bus.waitFor({ match: ["fields.agent=claude-3f2a91bcffff4000", "state=working"], since: "start" });

	const states = (await bus.agents.list()).map(({ name, state }) => [name, state]);
	assert.deepEqual(states, [
		["claude-3f2a91bc", "idle"],
		["claude-3f2a91bcffff4000", "working"],
	]);
});

test("what is told while no daemon runs is told once when one does, with the time at which it happened", async (t) => {
	const { daemon, bus, vendor } = await startVendor(t, { WAITBUS_AUTOSTART: "0" });
	await daemon.kill9();

	const { code, stderr } = await vendor.hook(["claude"], claude("Stop", { last_assistant_message: "done" }));
	const afterNs = BigInt(Date.now()) * 1_000_000n;
	await daemon.restart();

	const event = await heard(bus, "agent_idle");
	assert.deepEqual([code, stderr], [0, ""]);
	assert.ok(event.received_at <= afterNs);
	assert.equal(event.fields["last_assistant_message"], "done");
	const [agent] = await bus.agents.list();
	assert.deepEqual([agent?.name, agent?.pid], ["claude-3f2a91bc", vendor.pid]);
	assert.equal((await typesOf(bus)).filter((type) => type === "agent_idle").length, 1);
});

test("a daemon that stands still takes it when it goes on", async (t) => {
	const { daemon, bus, vendor } = await startVendor(t);
	process.kill(daemon.pid, "SIGSTOP");
	t.after(() => process.kill(daemon.pid, "SIGCONT"));

	const { code, stdout } = await vendor.hook(["gemini"], {
		hook_event_name: "AfterAgent",
		session_id: "12345678",
	});
	process.kill(daemon.pid, "SIGCONT");

	assert.deepEqual([code, stdout], [0, "{}\n"]);
	await heard(bus, "agent_idle", "gemini-12345678");
	assert.equal((await typesOf(bus)).filter((type) => type === "agent_idle").length, 1);
});

test("where no daemon runs, the hook starts one and does not wait for it", async (t) => {
	const { daemon, vendor } = await startVendor(t);
	await daemon.kill9();

	const { code } = await vendor.hook(["claude"], claude("Stop"));

	assert.equal(code, 0);
	await heard(connectTo(t, daemon, { mayStart: true }), "agent_idle");
});

test("a session that another process takes over keeps its name and lives on with that one", async (t) => {
	const { daemon, bus, vendor } = await startVendor(t);
	await vendor.hook(["claude"], claude("SessionStart"));
	await heard(bus, "agent_joined");
	const second = new VendorProcess(t, daemon.env);

	await second.hook(["claude"], claude("UserPromptSubmit"));
	await heard(bus, "agent_turn_started");
	await vendor.kill();

	const [agent] = await bus.agents.list();
	assert.deepEqual([agent?.name, agent?.pid], ["claude-3f2a91bc", second.pid]);
	await second.kill();
	await heard(bus, "agent_lost");
});

test("a name that somebody else has is not taken from him by what he starts", async (t) => {
	const { bus, vendor } = await startVendor(t, { WAITBUS_AGENT: "reviewer" });

	await vendor.hook(["claude"], claude("SessionStart"));
	await heard(bus, "agent_joined", "reviewer");
	await vendor.hook(["codex"], { hook_event_name: "SessionStart", session_id: "019a0000" });

	await heard(bus, "agent_started", "codex-019a0000");
});

test("a restart of the daemon loses no session, and its next hook finds it", async (t) => {
	const { daemon, bus, vendor } = await startVendor(t);
	await vendor.hook(["claude"], claude("SessionStart"));
	await heard(bus, "agent_joined");

	await daemon.kill9();
	await daemon.restart();
	await vendor.hook(["claude"], claude("Stop"));
	await heard(bus, "agent_idle");

	assert.equal((await bus.agents.list()).length, 1);
	assert.equal((await typesOf(bus)).filter((type) => type === "agent_joined").length, 1);
});

test("Codex tells its notify program by an argument", async (t) => {
	const { bus, vendor } = await startVendor(t);
	const payload = JSON.stringify({ type: "agent-turn-complete", "thread-id": "019a1111", cwd: "/work" });

	const { code } = await vendor.hook(["codex", "notify", payload], "");

	assert.equal(code, 0);
	const event = await heard(bus, "agent_idle", "codex-019a1111");
	assert.equal(event.fields["hook_event"], "agent-turn-complete");
});

test("an agent without sessions goes by its process", async (t) => {
	const { bus, vendor } = await startVendor(t);

	await vendor.hook(["aider"], "");

	await heard(bus, "agent_idle", `aider-${vendor.pid}`);
});

test("what nobody can read is published as the text that it is", async (t) => {
	const { bus, vendor } = await startVendor(t);

	const { code } = await vendor.hook(["claude", "Stop"], '{"session_id": "3f');

	assert.equal(code, 0);
	const event = await bus.waitFor({ match: "event_type=agent_hook", since: "start" });
	const { payload } = await bus.get(event.event_id);
	assert.equal(payload, '{"session_id": "3f');
	assert.equal(event.fields["hook_event"], "Stop");
});

test("a payload of any size is read to its end", async (t) => {
	const { bus, vendor } = await startVendor(t);
	const huge = JSON.stringify(claude("PostToolUse", { tool_response: "x".repeat(9 * 1024 * 1024) }));

	const { code, stderr } = await vendor.hook(["claude", "PostToolUse"], huge);

	assert.deepEqual([code, stderr], [0, ""]);
	const event = await bus.waitFor({ match: "event_type=agent_hook", since: "start" });
	assert.equal(event.fields["hook_event"], "PostToolUse");
});

test("an input that never ends does not hold the agent", async (t) => {
	const { bus, vendor } = await startVendor(t);

	const { code } = await vendor.hook(["claude"], claude("Stop"), { isOpen: true });

	assert.equal(code, 0);
	await heard(bus, "agent_idle");
});

test("no mistake in how it is called fails the agent", async (t) => {
	const { vendor } = await startVendor(t);
	const lost = new VendorProcess(t, { ...process.env, WAITBUS_STATE_DIR: "nowhere" });

	const unknown = await vendor.hook(["clawed"]);
	const homeless = await lost.hook(["gemini"]);

	assert.equal(unknown.code, 0);
	assert.match(unknown.stderr, /^waitbus: Cannot run hook: "clawed" is none of claude, .+ \[USAGE\]\n$/);
	assert.deepEqual([homeless.code, homeless.stdout], [0, "{}\n"]);
	assert.match(homeless.stderr, /^waitbus: .+ \[PATH_INVALID\]\n$/);
});
