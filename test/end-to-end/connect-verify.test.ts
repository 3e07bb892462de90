import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
import { test } from "node:test";
import { VENDORS } from "../../src/vendors/vendors.js";
import { startDaemon } from "../support/daemon-process.js";
import { connectTo } from "../support/open-bus.js";
import { ScratchHome } from "../support/scratch-home.js";

function toolsOnly({ path }: ScratchHome): string {
	mkdirSync(`${path}/tools`);
	symlinkSync("/bin/cat", `${path}/tools/cat`);
	return `${path}/tools`;
}

for (const vendor of VENDORS.filter((each) => each !== "aider")) {
	test(`${vendor} is shown to work by what stands in its files`, async (t) => {
		const daemon = await startDaemon(t);
		const home = new ScratchHome(t);
		// Without the vendors themselves, which may be installed here and are asked for more then.
		Object.assign(home.env, daemon.env, { HOME: home.path, PATH: toolsOnly(home) });

		const { code, stdout, stderr } = await home.waitbus("connect", vendor, "--yes", "--verify");

		assert.equal(code, 0, stderr);
		assert.match(stdout, /^ok: its hook was heard, after \d+ ms$/m);
		assert.match(stdout, /^ok: its MCP server offers tools, \d+ of them, after \d+ ms$/m);
		const bus = connectTo(t, daemon);
		const { events } = await bus.query({ source: "agent", since: "start" });
		assert.deepEqual(
			events.map(({ event_type }) => event_type),
			["agent_joined", "agent_hook", "agent_left"],
		);
	});
}

test("aider is connected by its notification alone", async (t) => {
	const daemon = await startDaemon(t);
	const before = "# mine\r\nmodel: x";
	const home = new ScratchHome(t, { ".aider.conf.yml": before });
	Object.assign(home.env, daemon.env, { HOME: home.path });

	const { code, stdout } = await home.waitbus("connect", "aider", "--yes", "--verify");
	const written = home.read(".aider.conf.yml");
	await home.waitbus("disconnect", "aider", "--yes");

	assert.equal(code, 0);
	assert.match(stdout, /^ok: its hook was heard/m);
	assert.match(written, /^# mine\r\nmodel: x\r\n# added by waitbus connect\r\nnotifications: true\r\n/);
	assert.equal(home.read(".aider.conf.yml"), before);
});

test("a script that somebody else has put there is left alone", async (t) => {
	const home = new ScratchHome(t, { ".cline/hooks/TaskComplete.sh": "echo mine\n" });

	const { code, stderr } = await home.waitbus("connect", "cline", "--yes");

	assert.equal(code, 2);
	assert.match(stderr, /TaskComplete\.sh", line 1: somebody else has a file of this name/);
	assert.ok(!existsSync(`${home.path}/.cline/data`));
});

/** Answers as the server of Codex does when it is asked for its hooks. */
const codexThat = (trustStatus: string) => `#!${process.execPath}
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
	const { id, method } = JSON.parse(line);
	const hooks = [{ eventName: "stop", command: "/usr/bin/waitbus hook codex", trustStatus: "${trustStatus}" }];
	if (id !== undefined) console.log(JSON.stringify({ id, result: method === "hooks/list" ? { data: [{ hooks }] } : {} }));
});
`;

for (const [trust, exitCode, said] of [
	["trusted", 0, /^ok: its user trusts the hook/m],
	["untrusted", 1, /^failed: its user trusts the hook: type \/hooks in codex: stop is untrusted$/m],
] as const) {
	test(`Codex is asked whether it runs a hook that is ${trust}`, async (t) => {
		const daemon = await startDaemon(t);
		const home = new ScratchHome(t, { "bin/codex": codexThat(trust) });
		chmodSync(`${home.path}/bin/codex`, 0o755);
		Object.assign(home.env, daemon.env, { HOME: home.path, PATH: `${home.path}/bin` });

		const { code, stdout } = await home.waitbus("connect", "codex", "--yes", "--verify");

		assert.equal(code, exitCode, stdout);
		assert.match(stdout, said);
	});
}

test("all are those that are installed", async (t) => {
	const home = new ScratchHome(t, { "bin/gemini": "", "bin/qwen": "" });
	for (const name of ["gemini", "qwen"]) chmodSync(`${home.path}/bin/${name}`, 0o755);
	Object.assign(home.env, { PATH: `${home.path}/bin` });

	const { code, stdout } = await home.waitbus("connect", "all", "--yes");
	const { stdout: gone } = await home.waitbus("disconnect", "all", "--yes");

	assert.equal(code, 0);
	assert.match(stdout, /^Gemini CLI is connected.*\nQwen Code is connected.*\n$/);
	assert.match(gone, /^Gemini CLI is no longer connected\nQwen Code is no longer connected\n$/);
	assert.deepEqual(home.names, ["bin"]);
});

test("what does not work is told, with the reason", async (t) => {
	const daemon = await startDaemon(t);
	const home = new ScratchHome(t);
	Object.assign(home.env, daemon.env, { HOME: home.path, PATH: "/usr/bin:/bin" });

	const { code, stdout } = await home.waitbus(
		"connect",
		"claude",
		"--project",
		"--yes",
		"--verify",
		"--json",
	);

	assert.equal(code, 1);
	const { working, findings } = JSON.parse(stdout) as {
		working: boolean;
		findings: readonly { problem: string }[];
	};
	assert.equal(working, false);
	assert.match(findings[0]?.problem ?? "", /"waitbus hook claude" ended with 127: /);
	assert.match(findings[1]?.problem ?? "", /"waitbus mcp serve" ended with spawn waitbus ENOENT/);
});

test("the list shows what is installed, connected and heard", async (t) => {
	const daemon = await startDaemon(t);
	const home = new ScratchHome(t, { "bin/claude": "#!/bin/sh\necho 2.1.99 \\(Claude Code\\)\n" });
	chmodSync(`${home.path}/bin/claude`, 0o755);
	Object.assign(home.env, daemon.env, { HOME: home.path, PATH: `${home.path}/bin:/usr/bin:/bin` });
	await home.waitbus("connect", "claude", "--yes", "--verify");
	home.write(".gemini/settings.json", "{");

	const { code, stdout } = await home.waitbus("connect", "--list", "--json");

	assert.equal(code, 0);
	const rows = stdout
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line) as Record<string, unknown>);
	const { last_heard_at: at, ...claude } = rows.find(({ vendor }) => vendor === "claude") ?? {};
	assert.match(String(at), /^\d{4}-\d\d-\d\dT/);
	assert.deepEqual(claude, {
		vendor: "claude",
		title: "Claude Code",
		path: `${home.path}/bin/claude`,
		version: "2.1.99",
		user: "connected",
		project: "no",
	});
	assert.equal(rows.find(({ vendor }) => vendor === "gemini")?.["user"], "unreadable");
});
