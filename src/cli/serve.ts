/** `waitbus serve`: the one verb that is the daemon. */
import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { StartReport } from "../client/start-daemon.js";
import { type RunningDaemon, serve } from "../daemon/serve.js";
import { BusError, EXIT_CODES } from "../errors.js";
import { readHost } from "../platform/host.js";
import { findInstanceDetails, type InstanceDetails } from "../platform/instance-details.js";
import { openLogFile } from "../platform/log-file.js";
import { resolvePaths } from "../platform/paths.js";
import type { Invocation } from "./command.js";

export async function runServe(invocation: Invocation): Promise<number> {
	// Before the lock is taken: whoever finds it taken may send this, and a starting daemon must not die of it.
	process.on("SIGHUP", () => undefined);
	return invocation.flags.isSet("background")
		? await serveInBackground()
		: await serveInForeground(invocation);
}

async function serveInForeground({ terminal }: Invocation): Promise<number> {
	const host = readHost();
	const daemon = await serve({
		host,
		version: __WAITBUS_VERSION__,
		openLog: () => (line) => terminal.tell(line.trimEnd()),
	});
	if (daemon === undefined) {
		const holder = await findHolder();
		terminal.tell(
			`waitbus: a daemon runs already${holder === undefined ? "" : ` (pid ${holder.pid}, ${holder.socketPath})`}`,
		);
		return EXIT_CODES.done;
	}
	obeySignals(daemon);
	await daemon.ended;
	return EXIT_CODES.done;
}

async function serveInBackground(): Promise<number> {
	// Whoever starts a daemon hears in one line how it went; afterwards the streams are let go.
	try {
		const daemon = await serve({
			host: readHost(),
			version: __WAITBUS_VERSION__,
			openLog: ({ logPath }) => {
				const file = openLogFile(logPath);
				return (line) => file.write(line);
			},
		});
		if (daemon === undefined) {
			reportStart({ state: "already_running", socket: (await findHolder())?.socketPath ?? null });
			return EXIT_CODES.done;
		}
		// Before the report: whoever reads it may send a signal at once.
		obeySignals(daemon);
		reportStart({ state: "ready" });
		await daemon.ended;
		return EXIT_CODES.done;
	} catch (error) {
		if (!(error instanceof BusError)) throw error;
		const { code, message, hint = null } = error;
		reportStart({ state: "failed", code, message, hint });
		return error.exitCode;
	}
}

function reportStart(report: StartReport): void {
	// Whoever started it may have been killed meanwhile; the daemon is everybody's.
	process.stdout.on("error", () => undefined);
	process.stdout.write(`${JSON.stringify(report)}\n`);
}

function obeySignals(daemon: RunningDaemon): void {
	process.on("SIGTERM", () => daemon.stop("shutdown"));
	process.on("SIGINT", () => daemon.stop("shutdown"));
	// A starter that finds the lock taken but no socket sends this; so does a terminal that goes away.
	process.on("SIGHUP", () => daemon.restoreSocket());
}

// A daemon binds its socket well within this once it has the lock.
const STARTING_MS = 500;
const LOOK_AGAIN_MS = 20;

/** Tells the holder of the lock when its socket is not to be found; says where it is. */
async function findHolder(): Promise<InstanceDetails | undefined> {
	const { lockPath } = resolvePaths(readHost());
	const first = findInstanceDetails(lockPath);
	const deadlineMs = performance.now() + STARTING_MS;
	for (;;) {
		const holder = findInstanceDetails(lockPath);
		if (holder !== undefined && existsSync(holder.socketPath)) return holder;
		if (performance.now() > deadlineMs) {
			// A note that has stood this long is not one that a killed daemon left and its successor is about to replace.
			if (holder !== undefined && holder.startedAtMs === first?.startedAtMs) askForSocket(holder.pid);
			return holder;
		}
		await delay(LOOK_AGAIN_MS);
	}
}

function askForSocket(pid: number): void {
	try {
		process.kill(pid, "SIGHUP");
	} catch {
		// It has ended since; whoever waits for its socket starts another.
	}
}
