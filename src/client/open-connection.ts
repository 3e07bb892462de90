/** Finds the daemon, or starts one and finds that. */
import { setTimeout as delay } from "node:timers/promises";
import { BusError } from "../errors.js";
import { Connection } from "./connection.js";

export interface DaemonAddress {
	readonly socketPath: string;
	/** The JavaScript file of the `waitbus` command; undefined when no daemon may be started. */
	readonly startProgram: string | undefined;
	readonly env: NodeJS.ProcessEnv;
}

// The last is what a daemon leaves behind that dies between the connect and its accept.
const NOBODY_THERE: ReadonlySet<unknown> = new Set(["ENOENT", "ECONNREFUSED", "ECONNRESET"]);
const RETRY_MS = 5;
const START_AGAIN_MS = 500;
const START_LIMIT_MS = 10_000;

/** @throws BusError DAEMON_UNREACHABLE, PATH_INVALID, or what stopped the daemon from starting */
export async function openConnection(address: DaemonAddress): Promise<Connection> {
	try {
		return await Connection.open(address.socketPath);
	} catch (error) {
		if (address.startProgram === undefined || !isNobodyThere(error)) throw error;
	}
	return await startAndOpen({ ...address, startProgram: address.startProgram });
}

// Another process may have won the start and not listen yet, or hold the lock for a last moment and leave.
async function startAndOpen(address: DaemonAddress & { readonly startProgram: string }): Promise<Connection> {
	const { startDaemon } = await import("./start-daemon.js");
	const deadlineMs = performance.now() + START_LIMIT_MS;
	for (;;) {
		const elsewhere = await startDaemon({ program: address.startProgram, env: address.env });
		const socketPaths = [address.socketPath, ...(elsewhere === undefined ? [] : [elsewhere])];
		try {
			return await retryUntilThere(socketPaths, performance.now() + START_AGAIN_MS);
		} catch (error) {
			if (!isNobodyThere(error) || performance.now() > deadlineMs) throw error;
		}
	}
}

async function retryUntilThere(socketPaths: readonly string[], deadlineMs: number): Promise<Connection> {
	for (let attempt = 0; ; attempt += 1) {
		try {
			return await Connection.open(socketPaths[attempt % socketPaths.length] ?? "");
		} catch (error) {
			if (!isNobodyThere(error) || performance.now() > deadlineMs) throw error;
		}
		await delay(RETRY_MS);
	}
}

function isNobodyThere(error: unknown): boolean {
	if (!(error instanceof BusError)) return false;
	const { cause } = error;
	return typeof cause === "object" && cause !== null && "code" in cause && NOBODY_THERE.has(cause.code);
}
