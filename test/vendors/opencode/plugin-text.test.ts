import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test, type TestContext } from "node:test";
import { pluginText } from "../../../src/vendors/opencode/plugin-text.js";
import { makeTemporaryDirectory } from "../../support/temporary-directory.js";

type Event = { readonly type: string; readonly properties: object };
type Plugin = (opencode: object) => Promise<{ event: (call: { event: Event }) => Promise<void> }>;

const APPEND = `require("fs").appendFileSync(process.argv[1], require("fs").readFileSync(0, "utf8") + "\\n")`;

/** What the hook is given when OpenCode's bus has these events. */
async function toldOf(t: TestContext, events: readonly Event[]): Promise<readonly string[]> {
	const path = `${makeTemporaryDirectory(t)}/told`;
	const text = pluginText([process.execPath, "-e", APPEND, path]);
	const { Waitbus } = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as {
		Waitbus: Plugin;
	};
	const { event: call } = await Waitbus({ directory: "/work", serverUrl: new URL("http://localhost:4096") });

	for (const event of events) await call({ event });

	const lines = readFileSync(path, "utf8").trimEnd().split("\n");
	return lines.map((line) => {
		const { type, directory, serverUrl } = JSON.parse(line) as Record<string, string>;
		assert.deepEqual([directory, serverUrl], ["/work", "http://localhost:4096/"]);
		return type ?? "";
	});
}

const status = (sessionID: string, type: string) => ({
	type: "session.status",
	properties: { sessionID, status: { type } },
});
const over = (type: string, sessionID = "s") => ({ type, properties: { sessionID } });

test("what is told before the end of a turn has been told when that has", async (t) => {
	const told = await toldOf(t, [
		{ type: "session.deleted", properties: { info: { id: "s0" } } },
		{ type: "message.updated", properties: {} },
		over("session.idle"),
	]);

	assert.deepEqual(told, ["session.deleted", "session.idle"]);
});

test("an error is not followed by an idle, until the next turn", async (t) => {
	const told = await toldOf(t, [
		over("session.error"),
		over("session.idle"),
		over("session.idle"),
		over("session.idle", "other"),
		over("session.error"),
	]);

	assert.deepEqual(told, ["session.error", "session.idle", "session.error"]);
});

test("of a subagent's session nothing is told", async (t) => {
	const told = await toldOf(t, [
		{ type: "session.created", properties: { info: { id: "child", parentID: "s" } } },
		status("child", "busy"),
		over("session.idle", "child"),
		over("session.idle"),
	]);

	assert.deepEqual(told, ["session.idle"]);
});
