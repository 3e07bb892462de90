import assert from "node:assert/strict";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { test, type TestContext } from "node:test";
import { applyPatch } from "diff";
import { VENDORS } from "../../src/vendors/vendors.js";
import { startDaemon } from "../support/daemon-process.js";
import { connectTo } from "../support/open-bus.js";
import { runCli } from "../support/run-cli.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";
import { TerminalSession } from "../support/terminal-session.js";

class Home {
	readonly path: string;
	readonly env: NodeJS.ProcessEnv;

	constructor(t: TestContext, files: Readonly<Record<string, string>> = {}) {
		this.path = makeTemporaryDirectory(t);
		const state = makeTemporaryDirectory(t);
		this.env = {
			PATH: process.env["PATH"],
			HOME: this.path,
			WAITBUS_STATE_DIR: `${state}/state`,
			WAITBUS_RUNTIME_DIR: `${state}/run`,
			WAITBUS_AUTOSTART: "0",
		};
		for (const [name, text] of Object.entries(files)) this.write(name, text);
	}

	write(name: string, text: string): void {
		mkdirSync(dirname(`${this.path}/${name}`), { recursive: true });
		writeFileSync(`${this.path}/${name}`, text);
	}

	read(name: string): string {
		return readFileSync(`${this.path}/${name}`, "utf8");
	}

	/** Whoever types it stands in a project. */
	waitbus(...args: readonly string[]) {
		mkdirSync(`${this.path}/work`, { recursive: true });
		return runCli(args, { env: this.env, cwd: `${this.path}/work` });
	}

	get names(): readonly string[] {
		return readdirSync(this.path).filter((name) => name !== "work");
	}
}

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
		const home = new Home(t);

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
	const home = new Home(t, { ".claude/settings.json": SETTINGS });

	await home.waitbus("connect", "claude", "--yes");
	const connected = home.read(".claude/settings.json");
	await home.waitbus("disconnect", "claude", "--yes");

	assert.match(connected, /\/\/ mine/);
	assert.match(connected, /hook claude/);
	assert.equal(home.read(".claude/settings.json"), SETTINGS);
});

test("what others have written since stays", async (t) => {
	const home = new Home(t, { ".claude/settings.json": SETTINGS });
	await home.waitbus("connect", "claude", "--yes");
	home.write(".claude/settings.json", home.read(".claude/settings.json").replace("opus", "sonnet"));
	home.write(".claude.json", home.read(".claude.json").replace("{", '{\n  "userID": "x",'));

	await home.waitbus("disconnect", "claude", "--yes");

	assert.equal(home.read(".claude/settings.json"), '{\n    // mine\n    "model": "sonnet"\n}');
	assert.deepEqual(JSON.parse(home.read(".claude.json")), { userID: "x" });
});

test("a dry run prints a diff that can be applied, and writes nothing", async (t) => {
	const home = new Home(t, { ".gemini/settings.json": '{\n\t"theme": "x"\n}\n' });

	const { code, stdout, stderr } = await home.waitbus("connect", "gemini", "--dry-run");

	assert.deepEqual([code, stderr], [0, ""]);
	assert.match(stdout, /^@@ -1,3 \+1,\d+ @@$/m);
	assert.equal(home.read(".gemini/settings.json"), '{\n\t"theme": "x"\n}\n');
	assert.match(String(applyPatch(home.read(".gemini/settings.json"), stdout)), /hook gemini/);
});

test("links are followed, and owner and mode stay", async (t) => {
	const home = new Home(t, { "dotfiles/claude.json": "{}\n" });
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
	const home = new Home(t, { ".claude/settings.json": '{\n  "a": 1\n  "b": 2\n}' });

	const { code, stderr } = await home.waitbus("connect", "claude", "--yes");

	assert.equal(code, 2);
	assert.match(
		stderr,
		/settings\.json", line 3: it is not JSON: comma expected \[VENDOR_FILE_INVALID\]\n {2}hint: /,
	);
	assert.ok(!existsSync(`${home.path}/.claude.json`));
});

test("a file that cannot be written leaves the other as it was", async (t) => {
	const home = new Home(t, { ".claude.json": "{}" });
	// Nobody, root neither, can make a directory in /proc.
	symlinkSync("/proc/self/none", `${home.path}/.claude`);

	const { code, stderr } = await home.waitbus("connect", "claude", "--yes");

	assert.equal(code, 2, stderr);
	assert.equal(home.read(".claude.json"), "{}");
});

test("without a terminal the command to type is told", async (t) => {
	const home = new Home(t);

	const { code, stderr } = await home.waitbus("connect", "claude", "--project");

	assert.equal(code, 2);
	assert.match(stderr, /hint: waitbus connect claude --project --yes\n/);
	assert.deepEqual(home.names, []);
});

test("a home directory is no project", async (t) => {
	const home = new Home(t);

	const { code, stderr } = await runCli(["connect", "claude", "--project", "--yes"], {
		env: home.env,
		cwd: home.path,
	});

	assert.equal(code, 2);
	assert.match(stderr, /it is your home directory \[PATH_INVALID\]/);
});

test("whoever sits at a terminal is asked, and a no writes nothing", async (t) => {
	const home = new Home(t);
	const terminal = new TerminalSession(t, ["connect", "claude"], home.env);
	await terminal.shows(/Write this\? \[y\/N\]/);
	terminal.type("\n");

	assert.equal(await terminal.exitCode, 1);
	assert.match(terminal.screen, /nothing has been written/);
	assert.deepEqual(home.names, []);
});

test("a project's files name waitbus as each of its users has it", async (t) => {
	const home = new Home(t);
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
	const home = new Home(t);
	Object.assign(home.env, { CODEX_HOME: `${home.path}/elsewhere` });

	await home.waitbus("connect", "codex", "--yes");

	assert.deepEqual(home.names, ["elsewhere"]);
});

for (const vendor of VENDORS.filter((each) => each !== "aider")) {
	test(`${vendor} is shown to work by what stands in its files`, async (t) => {
		const daemon = await startDaemon(t);
		const home = new Home(t);
		Object.assign(home.env, daemon.env, { HOME: home.path });

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
	const home = new Home(t, { ".aider.conf.yml": before });
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
	const home = new Home(t, { ".cline/hooks/TaskComplete.sh": "echo mine\n" });

	const { code, stderr } = await home.waitbus("connect", "cline", "--yes");

	assert.equal(code, 2);
	assert.match(stderr, /TaskComplete\.sh", line 1: somebody else has a file of this name/);
	assert.ok(!existsSync(`${home.path}/.cline/data`));
});

test("what does not work is told, with the reason", async (t) => {
	const daemon = await startDaemon(t);
	const home = new Home(t);
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
	const home = new Home(t, { "bin/claude": "#!/bin/sh\necho 2.1.99 \\(Claude Code\\)\n" });
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
