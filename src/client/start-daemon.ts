/** Starts the daemon detached. The daemon itself sees to it that only one runs; starting twice is harmless. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { BusError, type ErrorCode } from "../errors.js";
import { formatDuration } from "../event/duration.js";
import { toPrintable } from "../event/printable.js";
import { Deadline } from "./deadline.js";

/** What the daemon writes to its standard output, one line of JSON, once it knows. */
export type StartReport =
	| { readonly state: "ready" }
	/** Another process holds the lock; it listens, or soon will, on this socket if it is known. */
	| { readonly state: "already_running"; readonly socket: string | null }
	| {
			readonly state: "failed";
			readonly code: ErrorCode;
			readonly message: string;
			readonly hint: string | null;
	  };

export interface StartDaemonOptions {
	/** The JavaScript file of the `waitbus` command. */
	readonly program: string;
	readonly env: NodeJS.ProcessEnv;
	/** How long the daemon may take to say how its start went. @default 30 s: it may upgrade a large database first */
	readonly limitMs?: number;
}

const REPORT_LIMIT_MS = 30_000;

// Those that belong to the starter's own process, and would mislead a daemon that outlives it.
const NOT_INHERITED = new Set([
	"NODE_OPTIONS",
	"NODE_CHANNEL_FD",
	"LISTEN_FDS",
	"LISTEN_PID",
	"LISTEN_FDNAMES",
	"NOTIFY_SOCKET",
]);

/**
 * Resolves when a daemon listens, or when another process is already about to; says where, when that is not
 * where this environment would look: the starter of that daemon may have had another one.
 * @throws BusError DAEMON_UNREACHABLE, or what the daemon says stopped it (STORE_FAILED, CONFIG_INVALID …)
 */
export async function startDaemon({
	program,
	env,
	limitMs = REPORT_LIMIT_MS,
}: StartDaemonOptions): Promise<string | undefined> {
	const child = spawn(process.execPath, daemonArguments(program), {
		...daemonOptions(env),
		stdio: ["ignore", "pipe", "pipe"],
	});
	child.unref();
	const limit = new Deadline(limitMs);
	try {
		const failed = new Promise<never>((_, reject) => {
			child.once("error", (cause) => reject(cannotStart(cause.message, cause)));
		});
		const report = await Promise.race([failed, readReport(child), limit.passed]);
		if (report === undefined) throw cannotStart(`it did not report within ${formatDuration(limitMs)}`);
		return socketIn(report);
	} finally {
		limit.cancel();
		// The daemon lives on; nothing of it holds this process.
		child.stdout.destroy();
		child.stderr.destroy();
	}
}

/** Starts one and does not ask how that went. */
export function spawnDaemon({ program, env }: Pick<StartDaemonOptions, "program" | "env">): void {
	spawn(process.execPath, daemonArguments(program), { ...daemonOptions(env), stdio: "ignore" }).unref();
}

function daemonArguments(program: string): readonly string[] {
	return [...daemonFlags(), program, "serve", "--background"];
}

function daemonOptions(env: NodeJS.ProcessEnv) {
	return {
		cwd: "/",
		detached: true,
		env: Object.fromEntries(Object.entries(env).filter(([name]) => !NOT_INHERITED.has(name))),
	};
}

// One worker thread is plenty for a process that waits, and each costs memory. Without the second, V8 wakes
// an idle process every few seconds to look for memory to reduce.
function daemonFlags(): readonly string[] {
	return ["--v8-pool-size=1", "--no-memory-reducer"];
}

/** The daemon's first line; when it ends without one, its last words of complaint. */
async function readReport(child: ChildProcessByStdio<null, Readable, Readable>): Promise<StartReport> {
	let complaint = "";
	child.stderr.on("data", (chunk) => {
		complaint += String(chunk);
	});
	let text = "";
	for await (const chunk of child.stdout) {
		text += String(chunk);
		const end = text.indexOf("\n");
		if (end >= 0) return parseReport(text.slice(0, end));
	}
	throw cannotStart(complaint.trim().split("\n").at(-1) || "it ended without a word");
}

function parseReport(line: string): StartReport {
	try {
		return JSON.parse(line) as StartReport;
	} catch (cause) {
		throw cannotStart(`it said "${toPrintable(line).slice(0, 80)}"`, cause);
	}
}

function socketIn(report: StartReport): string | undefined {
	switch (report.state) {
		case "ready":
			return undefined;
		case "already_running":
			return report.socket ?? undefined;
		case "failed":
			throw new BusError(report.code, report.message, { hint: report.hint ?? "waitbus serve" });
	}
}

function cannotStart(why: string, cause?: unknown): BusError {
	return new BusError("DAEMON_UNREACHABLE", `Cannot start the daemon: ${why}`, {
		cause,
		hint: "waitbus serve",
	});
}
