/** Runs a task of this checkout, after installing and building what is missing. Needs Node and npm, nothing else. */

import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { installDependencies } from "./bootstrap/install.js";
import { isFresh } from "./build/freshness.js";
import { root } from "./build/tree.js";

const OLDEST_NODE = [20, 19];

/** What each task runs; `isBuilt: false` for those that build by themselves. */
const TASKS = {
	demo: { command: ["dist/bin.cjs", "demo"], isBuilt: true },
	test: { command: ["scripts/test.js"], isBuilt: true },
	"test:agents": { command: ["scripts/test-agents.js"], isBuilt: true },
	check: { command: ["scripts/check.js"], isBuilt: true },
	bench: { command: ["--enable-source-maps", "build/bench/run.js"], isBuilt: true },
	build: { command: ["scripts/build.js"], isBuilt: false },
	pack: { command: ["scripts/build.js", "--dist", "--types"], isBuilt: false },
};

requireNode();
const [name, ...taskArguments] = process.argv.slice(2);
const task = Object.hasOwn(TASKS, name ?? "")
	? TASKS[name]
	: fail(2, `Cannot run task "${name ?? ""}": wanted one of ${Object.keys(TASKS).join(", ")}`);
const installed = installDependencies();
if (!installed.isOk) fail(1, installed.message);
if (task.isBuilt) buildIfStale();
run([...task.command, ...taskArguments]);

function requireNode() {
	const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
	const isNewEnough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
	if (!isNewEnough)
		fail(1, `Cannot use Node ${process.versions.node}: waitbus needs ${OLDEST_NODE.join(".")} or newer`);
}

function buildIfStale() {
	if (isFresh()) return;
	console.error("building");
	const { status } = spawnSync(process.execPath, ["scripts/build.js"], {
		cwd: root,
		stdio: ["ignore", 2, 2],
	});
	if (status !== 0) fail(1, "Cannot build: see the errors above");
}

function run(command) {
	const file = command.find((word) => word.endsWith("js"));
	if (!existsSync(join(root, file))) fail(1, `Cannot run task "${name}": ${file} does not exist`);
	const environment = { ...process.env };
	// Reading a large certificate bundle adds tens of milliseconds to every start, and no task goes online.
	delete environment.NODE_EXTRA_CA_CERTS;

	const child = spawn(process.execPath, command, { cwd: root, stdio: "inherit", env: environment });
	// The terminal sends SIGINT to the whole group; whoever signals only this process means the task.
	process.on("SIGINT", () => {});
	for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
	child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

function fail(exitCode, message) {
	console.error(message);
	process.exit(exitCode);
}
