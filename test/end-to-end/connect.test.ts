import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync } from "node:fs";
import { test } from "node:test";
import { applyPatch } from "diff";
import { runCli } from "../support/run-cli.js";
import { ScratchHome } from "../support/scratch-home.js";
import { TerminalSession } from "../support/terminal-session.js";

const SETTINGS = '{\n    // mine\n    "model": "opus", "hooks": { "Stop": [ ], }\n}';

for (const [vendor, names] of [
	["claude", [".claude.json", ".claude/settings.json"]],
	["codex", [".codex/config.toml", ".codex/hooks.json"]],
	["gemini", [".gemini/settings.json"]],
	["cursor", [".cursor/mcp.json", ".cursor/hooks.json"]],
	["opencode", [".config/opencode/opencode.json", ".config/opencode/plugins/waitbus.js"]],
	["copilot", [".copilot/mcp-config.json", ".copilot/hooks/waitbus.json"]],
	["qwen", [".qwen/settings.json"]],
	["windsurf", [".codeium/windsurf/mcp_config.json", ".codeium/windsurf/hooks.json"]],
	["cline", [".cline/data/settings/cline_mcp_settings.json", ".cline/hooks/TaskComplete.sh"]],
] as const) {
	test(`${vendor} is connected once, and disconnecting leaves no trace`, async (t) => {
		const home = new ScratchHome(t);

		const [first, second] = [
			await home.waitbus("connect", vendor, "--yes"),
			await home.waitbus("connect", vendor, "--yes"),
		];
		const written = names.map((name) => home.read(name)).join("");
		const last = await home.waitbus("disconnect", vendor, "--yes");

		assert.deepEqual([first.code, second.code, last.code], [0, 0, 0], first.stderr);
		assert.match(second.stdout, /already connected/);
		assert.equal(second.stderr, "");
		assert.match(written, new RegExp(`(hook |"hook",")${vendor}`));
		assert.match(written, /"mcp",\s+"serve"/);
		assert.deepEqual(home.names, []);
		assert.match((await home.waitbus("disconnect", vendor, "--yes")).stdout, /not connected/);
	});
}

test("a file becomes what it was, to the byte", async (t) => {
	const home = new ScratchHome(t, { ".claude/settings.json": SETTINGS });

	await home.waitbus("connect", "claude", "--yes");
	const connected = home.read(".claude/settings.json");
	await home.waitbus("disconnect", "claude", "--yes");

	assert.match(connected, /\/\/ mine/);
	assert.match(connected, /hook claude/);
	assert.equal(home.read(".claude/settings.json"), SETTINGS);
});

test("what others have written since stays", async (t) => {
	const home = new ScratchHome(t, { ".claude/settings.json": SETTINGS });
	await home.waitbus("connect", "claude", "--yes");
	home.write(".claude/settings.json", home.read(".claude/settings.json").replace("opus", "sonnet"));
	home.write(".claude.json", home.read(".claude.json").replace("{", '{\n  "userID": "x",'));

	await home.waitbus("disconnect", "claude", "--yes");

	assert.equal(home.read(".claude/settings.json"), '{\n    // mine\n    "model": "sonnet"\n}');
	assert.deepEqual(JSON.parse(home.read(".claude.json")), { userID: "x" });
});

test("what another installation has written is replaced", async (t) => {
	const home = new ScratchHome(t, { ".gemini/settings.json": '{\n  "theme": "x"\n}\n' });
	await home.waitbus("connect", "gemini", "--yes");
	const connected = home.read(".gemini/settings.json");
	home.write(".gemini/settings.json", connected.replaceAll("dist/bin.cjs", "old/dist/bin.cjs"));

	await home.waitbus("connect", "gemini", "--yes");
	const again = home.read(".gemini/settings.json");
	await home.waitbus("disconnect", "gemini", "--yes");

	assert.equal(again, connected);
	assert.equal(home.read(".gemini/settings.json"), '{\n  "theme": "x"\n}\n');
});

test("a dry run prints a diff that can be applied, and writes nothing", async (t) => {
	const home = new ScratchHome(t, { ".gemini/settings.json": '{\n\t"theme": "x"\n}\n' });

	const { code, stdout, stderr } = await home.waitbus("connect", "gemini", "--dry-run");

	assert.deepEqual([code, stderr], [0, ""]);
	assert.match(stdout, /^@@ -1,3 \+1,\d+ @@$/m);
	assert.equal(home.read(".gemini/settings.json"), '{\n\t"theme": "x"\n}\n');
	assert.match(String(applyPatch(home.read(".gemini/settings.json"), stdout)), /hook gemini/);
});

test("what stands around a change is shown without its secrets", async (t) => {
	const home = new ScratchHome(t, {
		".claude.json": '{\n  "primaryApiKey": "sk-1234",\n  "theme": "dark",\n  "oauthAccount": {}\n}\n',
	});

	const { stdout } = await home.waitbus("connect", "claude", "--dry-run");

	assert.match(stdout, /^ {3}"primaryApiKey": …$/m);
	assert.match(stdout, /^ {3}"theme": "dark",$/m);
	assert.match(stdout, /^[-+] {2}"oauthAccount": \{\}/m);
});

test("a script is for its user to run", async (t) => {
	const home = new ScratchHome(t);

	await home.waitbus("connect", "cline", "--yes");

	const { mode } = statSync(`${home.path}/.cline/hooks/TaskComplete.sh`);
	assert.equal(mode & 0o777, 0o700);
});

test("links are followed, and owner and mode stay", async (t) => {
	const home = new ScratchHome(t, { "dotfiles/claude.json": "{}\n" });
	chmodSync(`${home.path}/dotfiles/claude.json`, 0o664);
	mkdirSync(`${home.path}/.claude`);
	symlinkSync("../dotfiles/claude.json", `${home.path}/.claude/settings.json`);
	symlinkSync("dotfiles/new.json", `${home.path}/.claude.json`);

	const { code } = await home.waitbus("connect", "claude", "--yes");

	assert.equal(code, 0);
	assert.match(home.read("dotfiles/claude.json"), /hook claude/);
	assert.match(home.read("dotfiles/new.json"), /mcpServers/);
	assert.equal(statSync(`${home.path}/dotfiles/claude.json`).mode & 0o777, 0o664);
	assert.equal(statSync(`${home.path}/dotfiles/new.json`).mode & 0o777, 0o600);
});

test("a file that does not read stops all of it, with the line that is wrong", async (t) => {
	const home = new ScratchHome(t, { ".claude/settings.json": '{\n  "a": 1\n  "b": 2\n}' });

	const { code, stderr } = await home.waitbus("connect", "claude", "--yes");

	assert.equal(code, 2);
	assert.match(
		stderr,
		/settings\.json", line 3: it is not JSON: comma expected \[VENDOR_FILE_INVALID\]\n {2}hint: /,
	);
	assert.ok(!existsSync(`${home.path}/.claude.json`));
});

test("a file that cannot be written leaves the other as it was", async (t) => {
	const home = new ScratchHome(t, { ".claude.json": "{}" });
	// Nobody, root neither, can make a directory in /proc.
	symlinkSync("/proc/self/none", `${home.path}/.claude`);

	const { code, stderr } = await home.waitbus("connect", "claude", "--yes");

	assert.equal(code, 2, stderr);
	assert.equal(home.read(".claude.json"), "{}");
});

test("without a terminal the command to type is told", async (t) => {
	const home = new ScratchHome(t);

	const { code, stderr } = await home.waitbus("connect", "claude", "--project");

	assert.equal(code, 2);
	assert.match(stderr, /hint: waitbus connect claude --project --yes\n/);
	assert.deepEqual(home.names, []);
});

test("whoever connects an agent twice is told", async (t) => {
	const home = new ScratchHome(t);
	const first = await home.waitbus("connect", "qwen", "--yes");

	const second = await home.waitbus("connect", "qwen", "--project", "--yes");

	assert.doesNotMatch(first.stderr, /twice/);
	assert.match(
		second.stderr,
		/connected in your own files too.* twice in this project: waitbus disconnect qwen$/m,
	);
});

test("a home directory is no project", async (t) => {
	const home = new ScratchHome(t);

	const { code, stderr } = await runCli(["connect", "claude", "--project", "--yes"], {
		env: home.env,
		cwd: home.path,
	});

	assert.equal(code, 2);
	assert.match(stderr, /it is your home directory \[PATH_INVALID\]/);
});

test("whoever sits at a terminal is asked, and a no writes nothing", async (t) => {
	const home = new ScratchHome(t);
	const terminal = new TerminalSession(t, ["connect", "claude"], home.env);
	await terminal.shows(/Write this\? \[y\/N\]/);
	terminal.type("\n");

	assert.equal(await terminal.exitCode, 1);
	assert.match(terminal.screen, /nothing has been written/);
	assert.deepEqual(home.names, []);
});

test("a project's files name waitbus as each of its users has it", async (t) => {
	const home = new ScratchHome(t);
	mkdirSync(`${home.path}/repo/.git`, { recursive: true });
	mkdirSync(`${home.path}/repo/deep`);

	await runCli(["connect", "claude", "--project", "--yes"], { env: home.env, cwd: `${home.path}/repo/deep` });

	assert.deepEqual(JSON.parse(home.read("repo/.mcp.json")), {
		mcpServers: { waitbus: { type: "stdio", command: "waitbus", args: ["mcp", "serve"], env: {} } },
	});
	assert.match(home.read("repo/.claude/settings.json"), /"command": "waitbus hook claude"/);
	assert.ok(!existsSync(`${home.path}/.claude`));
});

test("the vendors' own variables move their files", async (t) => {
	const home = new ScratchHome(t);
	Object.assign(home.env, { CODEX_HOME: `${home.path}/elsewhere` });

	await home.waitbus("connect", "codex", "--yes");

	assert.deepEqual(home.names, ["elsewhere"]);
});
