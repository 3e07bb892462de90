/** Directories of a bus of its own, in the environment of every process that belongs to it. */
import {
	chmodSync,
	chownSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	readdirSync,
	realpathSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

export interface DirectoryOptions {
	/** The text of config.toml. */
	readonly config?: string;
	readonly env?: NodeJS.ProcessEnv;
	/** The user that the directories belong to. @default the one who runs the tests */
	readonly uid?: number;
}

export interface BusDirectories {
	/** What every process of this bus needs in its environment. */
	readonly env: NodeJS.ProcessEnv;
	readonly stateDir: string;
	readonly socketPath: string;
}

/** Directories of a bus, on which no daemon runs yet; whatever runs on them in the end is killed after the test. */
export function makeBusDirectories(
	t: Pick<TestContext, "after">,
	options: DirectoryOptions = {},
): BusDirectories {
	// Socket paths are short on macOS, whose own temporary folder takes half of one.
	const root = realpathSync(mkdtempSync(join(tmpdir().length > 40 ? "/tmp" : tmpdir(), "wb-")));
	chmodSync(root, 0o711);
	const [stateDir, runtimeDir, configDir] = [join(root, "s"), join(root, "r"), join(root, "c")];
	for (const directory of [stateDir, runtimeDir, configDir]) {
		mkdirSync(directory, { mode: 0o700 });
		if (options.uid !== undefined) chownSync(directory, options.uid, options.uid);
	}
	if (options.config !== undefined) writeFileSync(join(configDir, "config.toml"), options.config);
	const own = { WAITBUS_STATE_DIR: stateDir, WAITBUS_RUNTIME_DIR: runtimeDir, WAITBUS_CONFIG_DIR: configDir };
	const { NODE_EXTRA_CA_CERTS: _slow, NODE_TEST_CONTEXT: _runner, ...inherited } = process.env;
	t.after(() => {
		endAll(stateDir);
		rmSync(root, { recursive: true, force: true, maxRetries: 3 });
	});
	return {
		env: { ...inherited, ...own, ...options.env },
		stateDir,
		socketPath: join(runtimeDir, "broadcast.sock"),
	};
}

// Clients as well: one that lost its daemon would start another, which nobody ends.
function endAll(stateDir: string): void {
	const pids = process.platform === "linux" ? listProcesses() : [findHolder(stateDir)];
	for (const pid of pids) {
		if (pid === undefined || !isOfThisBus(pid, stateDir)) continue;
		try {
			process.kill(pid, "SIGKILL");
		} catch {
			// It ended between the two looks.
		}
	}
}

function listProcesses(): readonly number[] {
	return readdirSync("/proc")
		.map(Number)
		.filter((pid) => Number.isInteger(pid) && pid !== process.pid);
}

/** The pid that the lock of a state directory names, which may have ended since. */
export function findHolder(stateDir: string): number | undefined {
	try {
		const { pid } = JSON.parse(readFileSync(join(stateDir, "daemon.lock"), "utf8")) as { pid?: number };
		return pid;
	} catch {
		return undefined;
	}
}

/** Pids are used again, so the environment tells whether this one is ours. */
function isOfThisBus(pid: number, stateDir: string): boolean {
	if (process.platform !== "linux") return true;
	try {
		return readFileSync(`/proc/${pid}/environ`, "utf8").includes(`WAITBUS_STATE_DIR=${stateDir}\0`);
	} catch {
		return false;
	}
}
