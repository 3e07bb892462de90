import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import type { BusDirectories } from "../support/bus-directories.js";
import { startDaemon } from "../support/daemon-process.js";
import { EXAMPLE, findPluginPids, packPlugin, writePlugin } from "../support/plugin-package.js";
import { isRunning } from "../support/processes.js";
import { runCli, startCli } from "../support/run-cli.js";
import { TerminalSession } from "../support/terminal-session.js";

const IDLE = 'context.reportHealth({ state: "up" }); await new Promise(() => {});';
const LINUX = { skip: process.platform === "linux" ? false : "finds processes in /proc" };

test("a plugin from a tarball is added, waited for, and removed without a trace", async (t) => {
	const config = "# mine\n[webhooks]\nport = 0\n";
	const daemon = await startDaemon(t, { config });
	const { server, address } = await openPort(t);
	await close(server);

	const added = await runCli(["source", "add", packPlugin(t, EXAMPLE), "--yes"], daemon);
	const wait = startCli(
		["wait", "--source", "tcp", "--match", `address=${address}`, "--match", "status=open", "--json"],
		daemon,
	);
	await wait.armed();
	server.listen(Number(address.split(":")[1]), "127.0.0.1");
	const { code, stdout } = await wait.result;
	const verified = await runCli(["source", "verify", "tcp"], daemon);
	const removed = await runCli(["source", "remove", "tcp"], daemon);

	assert.deepEqual([added.code, added.stdout], [0, "added tcp: waitbus wait --source tcp\n"]);
	assert.equal(code, 0);
	assert.deepEqual((JSON.parse(stdout) as { fields: object }).fields, {
		source: "tcp",
		event_type: "tcp_port",
		address,
		status: "open",
	});
	assert.match(
		verified.stdout,
		/^tcp is waitbus-tcp 1\.0\.0, as it was trusted on .*\n[^]*granted {3}net\n$/,
	);
	assert.deepEqual([removed.code, removed.stdout], [0, "removed tcp\n"]);
	assert.equal(readFileSync(join(configDirectory(daemon), "config.toml"), "utf8"), config);
	assert.deepEqual(readdirSync(join(daemon.stateDir, "plugins")), ["node_modules"]);
	assert.doesNotMatch((await runCli(["source", "list"], daemon)).stdout, /^tcp/m);
});

test("whoever adds a plugin is told what it asks for, and nothing is added without a yes", async (t) => {
	const daemon = await startDaemon(t);
	const plugin = writePlugin(t, {
		name: "greedy",
		body: IDLE,
		permissions: { fs_read: ["~/secrets"], env: ["TOKEN"] },
	});

	const { code, stderr } = await runCli(["source", "add", plugin], daemon);
	const wrong = await runCli(["source", "add", plugin, "--grant", "child_process"], daemon);

	assert.equal(code, 125);
	assert.match(stderr, /^waitbus-greedy 1\.0\.0: tells what a test wants to know$/m);
	assert.match(stderr, /^ {2}asks for {2}fs_read=~\/secrets\n {2}asks for {2}env=TOKEN$/m);
	assert.match(stderr, /\[PLUGIN_UNTRUSTED\]\n {2}hint: waitbus source add .* --yes\n$/);
	assert.equal(wrong.code, 2);
	assert.match(wrong.stderr, /Cannot grant "child_process": it does not ask for that \[USAGE\]/);
	assert.deepEqual(readdirSync(configDirectory(daemon)), []);
	assert.deepEqual(readdirSync(join(daemon.stateDir, "plugins")), []);
});

test("whoever sits at a terminal is asked, and only a yes adds the plugin", async (t) => {
	const daemon = await startDaemon(t);
	const plugin = writePlugin(t, { name: "asker", body: IDLE, permissions: { env: ["TOKEN"] } });
	const answer = async (keys: string): Promise<TerminalSession> => {
		const session = new TerminalSession(t, ["source", "add", plugin], daemon.env);
		await session.shows(/Grant this, and trust it from now on\? \[y\/N\]/);
		session.type(keys);
		await session.exitCode;
		return session;
	};

	const no = await answer("\r");
	const afterNo = await runCli(["source", "list"], daemon);
	const yes = await answer("y\r");

	assert.equal(await no.exitCode, 125);
	assert.match(no.screen, /the answer was no \[PLUGIN_UNTRUSTED\]/);
	assert.doesNotMatch(afterNo.stdout, /^asker/m);
	assert.equal(await yes.exitCode, 0);
	assert.match((await runCli(["source", "verify", "asker"], daemon)).stdout, /^ {2}granted {3}env=TOKEN$/m);
});

test("a plugin gets what was granted of what it asks for, until that is taken back by hand", async (t) => {
	const daemon = await startDaemon(t, { env: { TOKEN: "t0p", OTHER: "n0" } });
	const body = `context.onDemand(() => {});
		await context.emit([{ event_type: "seen", fields: { env: process.env } }]); ${IDLE}`;
	const plugin = writePlugin(t, { name: "teller", body, permissions: { env: ["TOKEN", "OTHER"] } });
	await runCli(["source", "add", plugin, "--grant", "env=TOKEN"], daemon);
	const trustPath = join(configDirectory(daemon), "plugins.trust.toml");

	const granted = await runCli(["wait", "--source", "teller", "--json"], daemon);
	writeFileSync(trustPath, readFileSync(trustPath, "utf8").replace('"TOKEN"', ""));
	await runCli(["stop"], daemon);
	await daemon.restart();
	const revoked = await runCli(["wait", "--source", "teller", "--json"], daemon);

	assert.deepEqual(fieldOf(granted.stdout, "env"), { TOKEN: "t0p" });
	assert.deepEqual(fieldOf(revoked.stdout, "env"), {});
});

test("a plugin whose files have changed does not run until that is accepted", async (t) => {
	const daemon = await startDaemon(t);
	const body = `await context.emit([{ event_type: "seen" }]); ${IDLE}`;
	await runCli(["source", "add", writePlugin(t, { name: "mine", body }), "--yes"], daemon);
	const module = join(daemon.stateDir, "plugins/mine/package/node_modules/waitbus-mine/source.js");

	writeFileSync(module, `${readFileSync(module, "utf8")}// and more\n`);
	const refused = await runCli(["wait", "--source", "mine", "--strict", "--timeout", "60s"], daemon);
	const listed = await runCli(["source", "list"], daemon);
	const verified = await runCli(["source", "verify", "mine"], daemon);
	const unsure = await runCli(["source", "trust", "mine"], daemon);
	const trusted = await runCli(["source", "trust", "mine", "--accept-change"], daemon);
	const heard = await runCli(["wait", "--source", "mine"], daemon);

	const why = "its files are not those that were trusted [PLUGIN_CHANGED]";
	assert.equal(refused.code, 125);
	assert.ok(refused.stderr.includes(`Cannot wait for "mine": ${why}`), refused.stderr);
	assert.match(
		listed.stdout,
		/^mine +unavailable +its files .* \[PLUGIN_CHANGED\] \(waitbus source trust mine\)/m,
	);
	assert.deepEqual([verified.code, unsure.code], [125, 125]);
	assert.match(unsure.stderr, /\[PLUGIN_CHANGED\]\n {2}hint: .*waitbus source trust mine --accept-change\n$/);
	assert.deepEqual([trusted.code, heard.code], [0, 0]);
});

test("another version is another plugin, unless somebody vouches for who published it", async (t) => {
	const daemon = await startDaemon(t);
	const older = writePlugin(t, { name: "mine", body: IDLE });
	const newer = writePlugin(t, { name: "mine", body: IDLE, version: "1.0.1" });
	await runCli(["source", "add", older, "--yes"], daemon);

	const again = await runCli(["source", "add", older], daemon);
	const refused = await runCli(["source", "add", newer, "--yes"], daemon);
	const accepted = await runCli(["source", "add", newer, "--accept-change"], daemon);

	assert.equal(again.code, 0);
	assert.equal(refused.code, 125);
	assert.match(refused.stderr, /it is version 1\.0\.1, and 1\.0\.0 was trusted, .*\[PLUGIN_CHANGED\]/);
	assert.equal(accepted.code, 0);
	assert.match((await runCli(["source", "verify", "mine"], daemon)).stdout, /^mine is waitbus-mine 1\.0\.1,/);
});

describe("a package is not added", () => {
	const packages: Record<string, readonly [string, RegExp]> = {
		"whose source has the name of one of waitbus's own": [
			"github",
			/called github, and so is one of waitbus itself \[PLUGIN_INVALID\]/,
		],
		"whose source has the name of another plugin": [
			"taken",
			/called taken, and so is one of \/elsewhere \[PLUGIN_INVALID\]/,
		],
	};
	for (const [how, [name, why]] of Object.entries(packages)) {
		test(how, async (t) => {
			const daemon = await startDaemon(t, { config: '[plugins.taken]\npackage = "/elsewhere"\n' });

			const { code, stderr } = await runCli(
				["source", "add", writePlugin(t, { name, body: IDLE }), "--yes"],
				daemon,
			);

			assert.equal(code, 2);
			assert.match(stderr, why);
		});
	}

	test("that npm cannot install", async (t) => {
		const daemon = await startDaemon(t);

		const { code, stderr } = await runCli(["source", "add", "./not-there.tgz", "--yes"], daemon);

		assert.equal(code, 125);
		assert.match(stderr, /^waitbus: Cannot run npm install: .* \[PLUGIN_NOT_INSTALLED\]\n {2}hint: /);
	});
});

test("a plugin that nobody has added is named in config.toml in vain", async (t) => {
	const directory = writePlugin(t, { name: "mine", body: IDLE });
	const daemon = await startDaemon(t, { config: `[plugins.mine]\npackage = "${directory}"\n` });

	const refused = await runCli(["wait", "--source", "mine", "--strict", "--timeout", "60s"], daemon);

	assert.equal(refused.code, 125);
	assert.match(
		refused.stderr,
		/nobody has said that it may run \[PLUGIN_UNTRUSTED\].*\n {2}hint: waitbus source trust mine\n/,
	);
});

test("a plugin that is used where it lies runs once it is trusted, and finds the contract in its own folder", async (t) => {
	const directory = writePlugin(t, {
		name: "mine",
		body: `await context.emit([{ event_type: "seen" }]); ${IDLE}`,
	});
	const module = join(directory, "source.js");
	writeFileSync(
		module,
		readFileSync(module, "utf8").replace(/^import.*\n/, "const defineSource = (source) => source;\n"),
	);
	const daemon = await startDaemon(t, { config: `[plugins.mine]\npackage = "${directory}"\n` });

	await runCli(["source", "trust", "mine", "--yes"], daemon);

	assert.equal((await runCli(["wait", "--source", "mine", "--timeout", "60s"], daemon)).code, 0);
});

describe("a plugin hurts nobody else", LINUX, () => {
	test("when it is killed: it runs again, and goes on telling", async (t) => {
		const daemon = await startDaemon(t);
		const body = `await context.emit([{ event_type: "seen", fields: { pid: process.pid } }]); ${IDLE}`;
		await runCli(["source", "add", writePlugin(t, { name: "mine", body }), "--yes"], daemon);
		const tail = startCli(["tail", "--source", "mine", "--json", "--count", "2"], daemon);
		const [first = ""] = await tail.printed(1);

		process.kill(Number(fieldOf(first, "pid")), "SIGKILL");

		const [, second = ""] = await tail.printed(2);
		assert.notEqual(fieldOf(second, "pid"), fieldOf(first, "pid"));
		assert.equal((await tail.result).code, 0);
	});

	test("when it is stopped: it is gone with the daemon", async (t) => {
		const daemon = await startDaemon(t);
		await runCli(["source", "add", writePlugin(t, { name: "mine", body: IDLE }), "--yes"], daemon);
		const wait = startCli(["wait", "--source", "mine"], daemon);
		await wait.armed();
		await shown(daemon, "mine", /"state":"up"/);
		const [pid = 0] = findPluginPids(daemon.stateDir);
		process.kill(pid, "SIGSTOP");

		await runCli(["stop"], daemon);
		await daemon.exited;

		while (isRunning(pid)) await new Promise(setImmediate);
		wait.kill();
	});

	test("when it says garbage: it is down for a reason, and everything else goes on", async (t) => {
		const daemon = await startDaemon(t);
		const body = '(await import("node:fs")).writeSync(3, "no frame at all"); await new Promise(() => {});';
		await runCli(["source", "add", writePlugin(t, { name: "mine", body }), "--yes"], daemon);
		const wait = startCli(
			["wait", "--first-of", "mine:event_type=seen", "--first-of", "ci:event_type=done"],
			daemon,
		);
		await wait.armed();

		await runCli(["emit", "--source", "ci", "--event-type", "done"], daemon);

		assert.equal((await wait.result).code, 0);
		await shown(daemon, "mine", /Cannot run plugin \\"mine\\": it says what is no frame/);
	});
});

/** Resolves when the daemon says so of the source. */
async function shown(directories: BusDirectories, name: string, pattern: RegExp): Promise<void> {
	for (;;) {
		const { stdout } = await runCli(["source", "show", name, "--json"], directories);
		if (pattern.test(stdout)) return;
	}
}

async function openPort(t: TestContext): Promise<{ readonly server: Server; readonly address: string }> {
	const server = createServer((socket) => socket.end()).listen(0, "127.0.0.1");
	await once(server, "listening");
	t.after(() => server.close());
	return { server, address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function close(server: Server): Promise<void> {
	server.close();
	await once(server, "close");
}

function configDirectory({ env }: BusDirectories): string {
	return env["WAITBUS_CONFIG_DIR"] ?? "";
}

function fieldOf(line: string, key: string): unknown {
	return (JSON.parse(line) as { fields: Record<string, unknown> }).fields[key];
}
