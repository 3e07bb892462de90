/** `waitbus serve`: the one verb that is the daemon. */
import type { StartReport } from "../client/start-daemon.js";
import { serve } from "../daemon/serve.js";
import { BusError, EXIT_CODES } from "../errors.js";
import { readHost } from "../platform/host.js";
import { findInstanceDetails } from "../platform/instance-details.js";
import { openLogFile } from "../platform/log-file.js";
import { resolvePaths } from "../platform/paths.js";
import type { Invocation } from "./command.js";

export async function runServe(invocation: Invocation): Promise<number> {
	return invocation.flags.isSet("background") ? await serveInBackground() : await serveInForeground(invocation);
}

async function serveInForeground({ terminal }: Invocation): Promise<number> {
	const host = readHost();
	const daemon = await serve({ host, version: __WAITBUS_VERSION__, openLog: () => (line) => terminal.tell(line.trimEnd()) });
	if (daemon === undefined) {
		const holder = findInstanceDetails(resolvePaths(host).lockPath);
		terminal.tell(`waitbus: a daemon runs already${holder === undefined ? "" : ` (pid ${holder.pid}, ${holder.socketPath})`}`);
		return EXIT_CODES.done;
	}
	stopOnSignals(daemon.stop);
	await daemon.ended;
	return EXIT_CODES.done;
}

async function serveInBackground(): Promise<number> {
	// Whoever starts a daemon hears in one line how it went; afterwards the streams are let go.
	try {
		const daemon = await serve({ host: readHost(), version: __WAITBUS_VERSION__, openLog: ({ logPath }) => {
			const file = openLogFile(logPath);
			return (line) => file.write(line);
		} });
		reportStart({ state: daemon === undefined ? "already_running" : "ready" });
		if (daemon === undefined) return EXIT_CODES.done;
		stopOnSignals(daemon.stop);
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
	process.stdout.write(`${JSON.stringify(report)}\n`);
}

function stopOnSignals(stop: (reason: string) => void): void {
	process.on("SIGTERM", () => stop("shutdown"));
	process.on("SIGINT", () => stop("shutdown"));
	// The terminal that started a daemon may go.
	process.on("SIGHUP", () => undefined);
}
