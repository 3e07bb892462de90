/** A home of its own for one run, so that no test meets the bus of the user who runs it. */

import { randomUUID } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export function openSandbox() {
	// Socket paths end at 104 bytes on macOS, whose own temporary folder takes half of that.
	const parent = tmpdir().length > 30 ? "/tmp" : tmpdir();
	const folder = mkdtempSync(join(parent, "wb-"));
	const marker = randomUUID();
	const environment = {
		...withoutOurs(process.env),
		TMPDIR: join(folder, "t"),
		HOME: join(folder, "h"),
		WAITBUS_STATE_DIR: join(folder, "s"),
		WAITBUS_RUNTIME_DIR: join(folder, "r"),
		WAITBUS_CONFIG_DIR: join(folder, "c"),
		WAITBUS_TEST_RUN: marker,
	};
	for (const name of ["t", "h", "s", "r", "c"]) mkdirSync(join(folder, name), { mode: 0o700 });
	// Tests with a second user must get as far as the socket, so others may pass through, not list.
	for (const path of [folder, join(folder, "t")]) chmodSync(path, 0o711);

	return {
		environment,
		close() {
			endLeftovers(marker);
			removeFolder(folder);
		},
	};
}

/** A file system that a test left mounted in there must not hide what the tests counted. */
function removeFolder(folder) {
	try {
		rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
	} catch (error) {
		console.log(`note: cannot remove "${folder}": ${error.message}`);
	}
}

function withoutOurs(environment) {
	const isOurs = (name) => name.startsWith("WAITBUS_") || name.startsWith("XDG_") || name.startsWith("npm_");
	const kept = Object.fromEntries(Object.entries(environment).filter(([name]) => !isOurs(name)));
	// Reading a large certificate bundle adds tens of milliseconds to every process that a test starts.
	delete kept.NODE_EXTRA_CA_CERTS;
	delete kept.NODE_OPTIONS;
	delete kept.NODE_TEST_CONTEXT;
	return kept;
}

/** A daemon that a failed test left running would hold the sandbox; only /proc tells whose it is. */
function endLeftovers(marker) {
	if (process.platform !== "linux") return;
	for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
		if (!readProcess(pid, "environ").includes(`WAITBUS_TEST_RUN=${marker}`)) continue;
		console.log(
			`note: a test left process ${pid} running: ${readProcess(pid, "cmdline").replaceAll("\0", " ").trim()}`,
		);
		kill(Number(pid));
	}
}

function readProcess(pid, file) {
	try {
		return readFileSync(`/proc/${pid}/${file}`, "utf8");
	} catch {
		return "";
	}
}

function kill(pid) {
	try {
		process.kill(pid, "SIGKILL");
	} catch {
		// It ended between the two looks.
	}
}
