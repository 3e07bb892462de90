/**
 * Runs real coding agents against the bus: installs them into .runners/agents, then runs test/real-agents where there is
 * no network but the loopback interface, so that nothing of it can reach anybody.
 * `npm run test:agents -- codex` runs the tests whose name contains "codex".
 */

import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { listFiles, root } from "./build/tree.js";
import { runSuite } from "./test/run-suite.js";
import { openSandbox } from "./test/sandbox.js";

// The rest of this program runs once more, inside of the namespace.
const INSIDE = "WAITBUS_TEST_AGENTS_INSIDE";
const RAISE_LOOPBACK = `ip link set lo up 2>/dev/null || ifconfig lo up 2>/dev/null || busybox ip link set lo up || exit 1; exec "$@"`;

const words = process.argv.slice(2);
if (process.env[INSIDE] === undefined) {
	install();
	process.exitCode = enter();
} else {
	const sandbox = openSandbox();
	const notes = join(sandbox.environment.TMPDIR, "notes");
	const result = await runSuite({
		node: process.execPath,
		files: listFiles("build/test/real-agents").filter((file) => file.endsWith(".test.js")),
		// Each agent wants both cores of a small machine while it starts.
		nodeOptions: [
			"--test-concurrency=1",
			"--test-timeout=900000",
			...words.map((word) => `--test-name-pattern=${word}`),
		],
		environment: { ...sandbox.environment, WAITBUS_TEST_NOTES: notes },
	});
	if (existsSync(notes)) console.log(`\n${readFileSync(notes, "utf8")}`);
	sandbox.close();
	console.log(`${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`);
	process.exitCode = result.failed === 0 && result.passed > 0 ? 0 : 1;
}

function install() {
	const [from, to] = ["test/runners/agents", ".runners/agents"].map((folder) => join(root, folder));
	const lock = "package-lock.json";
	if (existsSync(join(to, lock)) && readFileSync(join(to, lock)).equals(readFileSync(join(from, lock))))
		return;
	console.log("installing the agents into .runners/agents");
	mkdirSync(to, { recursive: true });
	for (const name of ["package.json", lock]) copyFileSync(join(from, name), join(to, name));
	const { status } = spawnSync(
		"npm",
		["ci", "--prefix", to, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
		{ stdio: "inherit" },
	);
	if (status === 0) return;
	// An installation that broke off is made again.
	rmSync(join(to, lock));
	process.exit(1);
}

function enter() {
	const isRoot = process.getuid?.() === 0;
	const namespace = isRoot ? ["--net"] : ["--user", "--map-root-user", "--net"];
	const { status, error } = spawnSync(
		"unshare",
		[...namespace, "sh", "-c", RAISE_LOOPBACK, "sh", process.execPath, ...process.argv.slice(1)],
		{ stdio: "inherit", env: { ...process.env, [INSIDE]: "1" } },
	);
	if (error !== undefined) console.error(`Cannot run the agents without a network: ${error.message}`);
	return status ?? 1;
}
