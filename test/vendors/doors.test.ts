import assert from "node:assert/strict";
import { chownSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import type { Door } from "../../src/protocol/agent-messages.js";
import { doors as claude } from "../../src/vendors/claude/doors.js";
import { doors as codex } from "../../src/vendors/codex/doors.js";
import type { DoorAdapters, DoorNotice, DoorWorld } from "../../src/vendors/doors.js";
import { doors as opencode } from "../../src/vendors/opencode/doors.js";
import { doors as qwen } from "../../src/vendors/qwen/doors.js";
import { installCodex, startInbox, startOpencodeServer, startQwenSession } from "../support/session-doors.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const NOTICE: DoorNotice = { id: "d1", text: "the build is green", isContextOnly: false };

interface Options {
	readonly notice?: DoorNotice;
	readonly world?: Partial<DoorWorld>;
}

async function write(adapters: DoorAdapters, door: Door, { notice = NOTICE, world = {} }: Options = {}) {
	const [adapter] = adapters;
	assert.equal(adapter?.door, door.door);
	const { signal } = new AbortController();
	return await adapter.write(door, notice, { signal, env: {}, vendorPid: 1, isOurs: () => true, ...world });
}

async function refusal(...args: Parameters<typeof write>): Promise<string> {
	const error: unknown = await write(...args).then(
		() => assert.fail("it was taken"),
		(reason: unknown) => reason,
	);
	assert.ok(error instanceof Error && "code" in error && error.code === "DOOR_UNAVAILABLE", String(error));
	return error.message.replace(
		/^Cannot use the (inbox of the session|server of the session|queue of the thread): /,
		"",
	);
}

/** Aborted as soon as somebody waits for it. */
function impatient(): AbortSignal {
	const controller = new AbortController();
	setImmediate(() => controller.abort());
	return controller.signal;
}

test("the inbox of Claude Code gets the line that authenticates, and the notice as a user's message", async (t) => {
	const inbox = await startInbox(t);

	const written = write(claude, { door: "claude_inbox", socket: inbox.path, token: "s3cret" });
	await inbox.received(2);

	const [auth, message] = inbox.lines;
	assert.deepEqual(auth, { type: "auth", token: "s3cret" });
	assert.deepEqual(
		[message?.["type"], message?.["msgV"], message?.["priority"], message?.["message"]],
		["user", 1, "next", { role: "user", content: "the build is green" }],
	);
	assert.equal(await written, "written");
});

test("an inbox of another user is told nothing, not even the token", async (t) => {
	const inbox = await startInbox(t);

	const isOurs = { world: { isOurs: () => false } };
	const foreign = await refusal(
		claude,
		{ door: "claude_inbox", socket: inbox.path, token: "s3cret" },
		isOurs,
	);

	assert.equal(foreign, "its process belongs to another user");
	assert.deepEqual(inbox.lines, []);
});

test("a socket that another user put in the place of the inbox is not even connected to", async (t) => {
	if (process.getuid?.() !== 0) return t.skip("only root can give a file to somebody else");
	const inbox = await startInbox(t);
	chownSync(inbox.path, 12_345, 12_345);

	const foreign = await refusal(claude, { door: "claude_inbox", socket: inbox.path, token: "s3cret" });

	assert.equal(foreign, "its socket belongs to another user");
	assert.deepEqual(inbox.lines, []);
});

test("an inbox that is gone, is none, closes or hangs is said to be so", async (t) => {
	const file = join(makeTemporaryDirectory(t), "file");
	writeFileSync(file, "");
	const hanging = await startInbox(t, "hang");
	const closing = await startInbox(t, "close");
	const long = { ...NOTICE, text: "x".repeat(8 * 1024 * 1024) };
	const at = (socket: string): Door => ({ door: "claude_inbox", socket, token: "s3cret" });

	assert.equal(await refusal(claude, at(`${file}-2`)), "its socket is gone");
	assert.equal(await refusal(claude, at("relative")), "its socket is gone");
	assert.equal(await refusal(claude, at(file)), "what is in its place is no socket");
	assert.match(
		await refusal(claude, at(closing.path), { notice: long }),
		/closed before the notice was taken|EPIPE|ECONNRESET/,
	);
	assert.equal(
		await refusal(claude, at(hanging.path), { notice: long, world: { signal: impatient() } }),
		"it does not answer",
	);
});

test("OpenCode's server gets a prompt, which wakes nobody when it is context only", async (t) => {
	const server = await startOpencodeServer(t);
	const door: Door = { door: "opencode_server", url: server.url, session: "ses_1" };

	const states = [
		await write(opencode, door),
		await write(opencode, door, { notice: { ...NOTICE, isContextOnly: true } }),
	];

	assert.deepEqual(states, ["delivered", "delivered"]);
	assert.deepEqual(server.prompts, [
		{ path: "/session/ses_1/prompt_async", body: { parts: [{ type: "text", text: NOTICE.text }] } },
		{
			path: "/session/ses_1/prompt_async",
			body: { parts: [{ type: "text", text: NOTICE.text }], noReply: true },
		},
	]);
});

test("a server of OpenCode that refuses, closes, hangs or is elsewhere is said to be so", async (t) => {
	const at = (url: string): Door => ({ door: "opencode_server", url, session: "ses_1" });
	const answering = async (answer: number | "close") => at((await startOpencodeServer(t, answer)).url);
	const hanging = await startOpencodeServer(t, "hang");

	assert.match(await refusal(opencode, await answering(404)), /knows no such session/);
	assert.match(await refusal(opencode, await answering(401)), /wants a password/);
	assert.equal(await refusal(opencode, await answering(500)), "it answered with 500");
	assert.match(await refusal(opencode, await answering("close")), /closed|socket|ECONNRESET/);
	assert.match(await refusal(opencode, at("http://127.0.0.1:1")), /ECONNREFUSED|bad port/);
	assert.equal(await refusal(opencode, at("http://192.0.2.1:80")), "it is not on the loopback interface");
	assert.equal(await refusal(opencode, at("file:///etc/passwd")), "it is not on the loopback interface");
	const late = new AbortController();
	const hangs = refusal(opencode, at(hanging.url), { world: { signal: late.signal } });
	await hanging.prompted();
	late.abort();
	assert.equal(await hangs, "it does not answer");
});

function qwenDoor(socket: string): Door {
	return { door: "qwen_peer", socket, token: "s3cret", session: "s1" };
}

test("a session of Qwen Code gets its message, and its receipt tells how it fared", async (t) => {
	const delivered = await startQwenSession(t, "delivered");
	const held = await startQwenSession(t, "held");
	const elsewhere = await startQwenSession(t, "misaddressed");
	const silent = await startInbox(t);

	assert.equal(await write(qwen, qwenDoor(delivered.path)), "delivered");
	assert.equal(await write(qwen, qwenDoor(held.path)), "written");
	assert.equal(await refusal(qwen, qwenDoor(elsewhere.path)), 'it answered "misaddressed"');
	assert.equal(await write(qwen, qwenDoor(silent.path)), "written");

	const [auth, message] = delivered.lines;
	assert.deepEqual(auth, { msgV: 1, type: "auth", token: "s3cret" });
	assert.deepEqual(
		[message?.["toSessionId"], message?.["message"]],
		["s1", { role: "user", content: "the build is green" }],
	);
});

test("a receipt from somebody who does not know the token is none", async (t) => {
	const session = await startInbox(t);
	const written = write(qwen, qwenDoor(session.path));
	await session.received(2);
	const { msgId, from } = session.lines[1] ?? {};

	const stranger = connect(String(from));
	const receipt = { type: "control", action: "delivery_status", status: "denied", origMsgId: msgId };
	stranger.end(`not JSON\n${JSON.stringify(receipt)}\n`);

	assert.equal(await written, "written");
});

test("Codex queues a notice for its thread, by its id and in the session's home", async (t) => {
	const { directory, queued } = installCodex(t);
	const world = { env: { PATH: directory } };

	const state = await write(codex, { door: "codex_thread", thread: "t1", home: "/h" }, { world });

	assert.equal(state, "written");
	assert.deepEqual(queued(), [
		{
			threadId: "t1",
			clientUserMessageId: "d1",
			input: [{ type: "text", text: "the build is green" }],
			home: "/h",
		},
	]);
});

test("a Codex that is missing, too old, hangs or refuses is said to be so", async (t) => {
	const door: Door = { door: "codex_thread", thread: "t1" };
	const withCodex = (answer: object) => ({ world: { env: { PATH: installCodex(t, answer).directory } } });
	const old = { error: { code: -32_601, message: "unknown method" } };
	const lost = { error: { code: -32_603, message: "no rollout found for thread id t1" } };

	assert.match(
		await refusal(codex, door, { world: { env: { PATH: makeTemporaryDirectory(t) } } }),
		/^Codex cannot be started: .*ENOENT/,
	);
	assert.equal(await refusal(codex, door, withCodex(old)), "this Codex is too old to have one");
	assert.equal(await refusal(codex, door, withCodex(lost)), "no rollout found for thread id t1");
	const { world } = withCodex({});
	assert.equal(
		await refusal(codex, door, { world: { ...world, signal: impatient() } }),
		"Codex does not answer",
	);
});
