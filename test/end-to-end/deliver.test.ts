import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { BusClient } from "../../src/client/bus-client.js";
import type { DeliveryInfo } from "../../src/client/deliver.js";
import { startDaemon } from "../support/daemon-process.js";
import { connectTo } from "../support/open-bus.js";
import { RawClient } from "../support/raw-client.js";
import { runCli } from "../support/run-cli.js";
import { startInbox, startOpencodeServer } from "../support/session-doors.js";
import { type HookResult, VendorProcess } from "../support/vendor-process.js";

const OPENCODE = "opencode-4f2a91bc";
const CLAUDE = "claude-3f2a91bc";

async function startVendor(t: TestContext, env: NodeJS.ProcessEnv = {}) {
	const daemon = await startDaemon(t);
	const bus = connectTo(t, daemon);
	return { daemon, bus, vendor: new VendorProcess(t, { ...daemon.env, ...env }) };
}

/** A session of OpenCode that is idle, and the server that wakes it. */
async function startOpencode(t: TestContext, answer: Parameters<typeof startOpencodeServer>[1] = 204) {
	const started = await startVendor(t);
	const server = await startOpencodeServer(t, answer);
	const hook = async (type: string, properties: object = {}) =>
		await started.vendor.hook(["opencode"], {
			type,
			serverUrl: server.url,
			properties: { sessionID: "ses_4f2a91bc", ...properties },
		});
	await hook("session.created");
	await heard(started.bus, "agent_started");
	return { ...started, server, hook };
}

async function heard(bus: BusClient, type: string, ...match: readonly string[]) {
	return await bus.waitFor({ match: [`event_type=${type}`, ...match], since: "start" });
}

async function statesOf(bus: BusClient, { delivery }: DeliveryInfo): Promise<readonly unknown[]> {
	const { events } = await bus.query({
		eventType: "agent_delivery",
		match: `delivery=${delivery}`,
		since: "start",
	});
	return events.map(({ fields }) => fields["delivery_state"]);
}

/** A hook that is late, as on a machine that is busy, tells nothing; the next one does. @returns what it said */
async function hookUntilDelivered(
	bus: BusClient,
	delivery: DeliveryInfo,
	hook: () => Promise<HookResult>,
): Promise<string> {
	for (let said = ""; ; ) {
		const { code, stdout } = await hook();
		assert.equal(code, 0);
		if (/\w/.test(stdout)) said = stdout;
		if ((await statesOf(bus, delivery)).includes("delivered")) return said;
	}
}

test("a notice wakes an idle session by its door, and counts as acted on when a turn begins", async (t) => {
	const { daemon, bus, server, hook } = await startOpencode(t);

	const { code, stdout } = await runCli(["deliver", OPENCODE, "the build is green", "--json"], daemon);
	await hook("session.status", { status: { type: "busy" } });
	const delivery = JSON.parse(stdout) as DeliveryInfo;
	await heard(bus, "agent_delivery", "delivery_state=acted");

	assert.equal(code, 0);
	assert.deepEqual([delivery.state, delivery.door, delivery.reason], ["delivered", "opencode_server", null]);
	assert.deepEqual(await statesOf(bus, delivery), ["accepted", "delivered", "acted"]);
	const [prompt] = server.prompts;
	assert.equal(prompt?.path, "/session/ses_4f2a91bc/prompt_async");
	assert.match(prompt.body.parts[0]?.text ?? "", /<untrusted-\w+>\n"the build is green"\n<\/untrusted-\w+>/);
});

test("what only is to be known wakes nobody", async (t) => {
	const { bus, server } = await startOpencode(t);

	const { delivery } = await bus.deliver(OPENCODE, "main has moved", { contextOnly: true });

	assert.equal(delivery.state, "delivered");
	assert.equal(server.prompts[0]?.body.noReply, true);
});

test("the same notice again is not told again", async (t) => {
	const { bus, server } = await startOpencode(t);

	const first = await bus.deliver(OPENCODE, "the build is green");
	const second = await bus.deliver(OPENCODE, "the build is green");

	assert.deepEqual([first.outcome, second.outcome], ["accepted", "repeated"]);
	assert.equal(second.delivery.delivery, first.delivery.delivery);
	assert.equal(server.prompts.length, 1);
});

test("a door that refuses is said to be so, and the notice has failed where there is no other", async (t) => {
	const { daemon, bus } = await startOpencode(t, 404);

	const { code, stderr } = await runCli(["deliver", OPENCODE, "the build is green"], daemon);
	const failed = await heard(bus, "agent_delivery", "delivery_state=expired");

	assert.equal(code, 125);
	assert.match(stderr, /it knows no such session.*\[DOOR_UNAVAILABLE\]/s);
	assert.equal(failed.fields["conclusion"], "timed_out");
});

test("a session of Claude Code that works is told when its turn ends, all at once", async (t) => {
	const inbox = await startInbox(t);
	const { bus, vendor } = await startVendor(t, {
		CLAUDE_CODE_MESSAGING_SOCKET: inbox.path,
		CLAUDE_CODE_MESSAGING_TOKEN: "s3cret-token",
	});
	const hook = async (event: string) =>
		await vendor.hook(["claude"], { session_id: "3f2a91bc-0000", hook_event_name: event });
	await hook("SessionStart");
	await hook("UserPromptSubmit");
	await heard(bus, "agent_state", "state=working");

	const held = await bus.deliver(CLAUDE, "the build is green");
	await bus.deliver(CLAUDE, "main has moved");
	await hook("Stop");
	await inbox.received(2);
	await heard(bus, "agent_delivery", "delivery_state=written");

	assert.deepEqual(
		[held.delivery.state, held.delivery.reason],
		["held", "until its turn ends: it is working"],
	);
	const [auth, message] = inbox.lines;
	assert.deepEqual(auth, { type: "auth", token: "s3cret-token" });
	const told = JSON.stringify(message?.["message"]);
	assert.match(told, /2 notices.*\\"the build is green\\"\\n\\"main has moved\\"\\n/);
	await hook("UserPromptSubmit");
	await heard(bus, "agent_delivery", "delivery_state=acted", `delivery=${held.delivery.delivery}`);
	assert.deepEqual(await statesOf(bus, held.delivery), ["accepted", "held", "written", "acted"]);
});

test("the secret of a door is in no event, no answer and no log", async (t) => {
	const { daemon, bus, vendor } = await startVendor(t, {
		CLAUDE_CODE_MESSAGING_SOCKET: "/nowhere/inbox.sock",
		CLAUDE_CODE_MESSAGING_TOKEN: "s3cret-token",
	});
	await vendor.hook(["claude"], { session_id: "3f2a91bc-0000", hook_event_name: "SessionStart" });
	await heard(bus, "agent_started");

	const { stdout, stderr } = await runCli(["deliver", CLAUDE, "hello", "--door", "claude_inbox"], daemon);
	const { events } = await bus.query({ since: "start" });
	const said = [stdout, stderr, daemon.logText(), JSON.stringify(events.map(({ fields }) => fields))];

	assert.match(stderr, /DOOR_UNAVAILABLE/);
	assert.doesNotMatch(said.join("\n"), /s3cret-token/);
});

test("what was held when the daemon was killed is told by the next one", async (t) => {
	const inbox = await startInbox(t);
	const { daemon, bus, vendor } = await startVendor(t, { CLAUDE_CODE_MESSAGING_SOCKET: inbox.path });
	const hook = async (event: string) =>
		await vendor.hook(["claude"], { session_id: "3f2a91bc-0000", hook_event_name: event });
	await hook("UserPromptSubmit");
	await heard(bus, "agent_turn_started");
	const { delivery } = await bus.deliver(CLAUDE, "the build is green");

	await daemon.kill9();
	await daemon.restart();
	await hook("Stop");
	await inbox.received(1);

	assert.equal(delivery.state, "held");
	assert.equal(inbox.lines.length, 1);
});

test("what is only to be known comes with the session's next hook", async (t) => {
	const { bus, vendor } = await startVendor(t);
	const hook = async (event: string) =>
		await vendor.hook(["claude"], { session_id: "3f2a91bc-0000", hook_event_name: event });
	await hook("SessionStart");
	await heard(bus, "agent_started");

	const { delivery } = await bus.deliver(CLAUDE, "main has moved", { contextOnly: true });
	const stop = await hook("Stop");
	const said = await hookUntilDelivered(bus, delivery, () => hook("UserPromptSubmit"));

	assert.deepEqual([delivery.state, delivery.reason], ["held", "until its next hook"]);
	assert.equal(stop.stdout, "");
	const { hookSpecificOutput: output } = JSON.parse(said) as { hookSpecificOutput: Record<string, string> };
	assert.equal(output["hookEventName"], "UserPromptSubmit");
	assert.match(output["additionalContext"] ?? "", /a notice.*\n"main has moved"\n/s);
	assert.deepEqual(await statesOf(bus, delivery), ["accepted", "held", "delivered", "acted"]);
});

const ANSWERS: readonly (readonly [string, object, string, RegExp])[] = [
	[
		"codex",
		{ hook_event_name: "UserPromptSubmit", session_id: "3f2a91bc" },
		"SessionStart",
		/^\{"hookSpecificOutput"/,
	],
	[
		"gemini",
		{ hook_event_name: "BeforeAgent", session_id: "3f2a91bc" },
		"SessionStart",
		/^\{"hookSpecificOutput"/,
	],
	[
		"qwen",
		{ hook_event_name: "UserPromptSubmit", session_id: "3f2a91bc" },
		"SessionStart",
		/^\{"hookSpecificOutput"/,
	],
	[
		"copilot",
		{ hook_event_name: "UserPromptSubmit", session_id: "3f2a91bc" },
		"SessionStart",
		/^\{"additionalContext"/,
	],
	[
		"cursor",
		{ hook_event_name: "stop", status: "completed", conversation_id: "3f2a91bc" },
		"sessionStart",
		/^\{"followup_message"/,
	],
];

for (const [vendor, payload, start, pattern] of ANSWERS) {
	test(`a hook of ${vendor} tells its session what waits for it, as ${vendor} takes it`, async (t) => {
		const started = await startVendor(t);
		const agent = `${vendor}-3f2a91bc`;
		await started.vendor.hook([vendor], { ...payload, hook_event_name: start });
		await heard(started.bus, "agent_started");
		const { bus, vendor: process } = started;
		const { delivery } = await bus.deliver(agent, "main has moved", { door: "next_hook" });

		const said = await hookUntilDelivered(bus, delivery, () => process.hook([vendor], payload));

		assert.match(said, pattern);
		assert.match(said, /\\"main has moved\\"/);
	});
}

test("a hook that ends before its session has the notice has told nothing", async (t) => {
	const { daemon, bus, vendor } = await startVendor(t);
	await vendor.hook(["claude"], { session_id: "3f2a91bc-0000", hook_event_name: "SessionStart" });
	await heard(bus, "agent_started");
	await bus.deliver(CLAUDE, "main has moved", { contextOnly: true });
	const ask = async () => {
		const client = await RawClient.connect(daemon.socketPath);
		t.after(() => client.close());
		return { client, reply: await client.ask({ op: "notices", agent: CLAUDE }) };
	};

	const [first, second] = [await ask(), await ask()];
	const { connections } = await bus.status();
	await first.client.close();
	while ((await bus.status()).connections === connections);
	const third = await ask();

	assert.match(String(first.reply["text"]), /main has moved/);
	assert.equal(second.reply["text"], "");
	assert.match(String(third.reply["text"]), /main has moved/);
});

test("a message can wake the session that it is for, and is there where nobody can be woken", async (t) => {
	const { daemon, bus, server } = await startOpencode(t);

	const sent = await runCli(["send", OPENCODE, "please look at main", "--from", "builder", "--wake"], daemon);
	const nobody = await runCli(["send", "nobody", "hello", "--from", "builder", "--wake"], daemon);

	assert.deepEqual([sent.code, sent.stderr, nobody.code], [0, "", 0]);
	assert.match(nobody.stderr, /nobody is not told of it: /);
	assert.match(
		server.prompts[0]?.body.parts[0]?.text ?? "",
		/builder has sent a message.*please look at main"/,
	);
	assert.equal((await bus.inbox({ agent: OPENCODE })).length, 1);
	assert.equal((await bus.inbox({ agent: "nobody" })).length, 1);
});

const REFUSED: readonly (readonly [readonly string[], RegExp])[] = [
	[["deliver"], /USAGE/],
	[["deliver", "nobody", "hello"], /AGENT_NOT_FOUND/],
	[["deliver", OPENCODE, " "], /NOTICE_INVALID/],
	[["send", "*", "hello", "--wake"], /USAGE/],
	[["deliver", OPENCODE, "x".repeat(4_001)], /NOTICE_INVALID/],
	[["deliver", OPENCODE, "hello", "--until", "read"], /USAGE/],
	[["deliver", OPENCODE, "hello", "--door", "claude_inbox"], /DOOR_UNAVAILABLE/],
];

for (const [args, pattern] of REFUSED) {
	test(`waitbus ${args.join(" ").slice(0, 60)} is refused with a code`, async (t) => {
		const { daemon } = await startOpencode(t);

		const { code, stderr } = await runCli(args, daemon);

		assert.notEqual(code, 0);
		assert.match(stderr, pattern);
	});
}
