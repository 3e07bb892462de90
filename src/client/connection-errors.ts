/** What can become of a connection, as errors with their remedy. */
import { BusError } from "../errors.js";
import type { Reply } from "../protocol/messages.js";

export function cannotConnect(socketPath: string, cause: NodeJS.ErrnoException): BusError {
	const why = new Map([
		["ENOENT", "no such file"],
		["ECONNREFUSED", "nobody listens"],
	]).get(cause.code ?? "");
	return new BusError("DAEMON_UNREACHABLE", `Cannot connect to "${socketPath}": ${why ?? cause.message}`, {
		cause,
		hint: "Start it with: waitbus serve",
	});
}

export function unreachable(what: string, cause?: unknown): BusError {
	return new BusError("DAEMON_UNREACHABLE", `Cannot talk to the daemon: ${what}`, {
		cause,
		hint: "waitbus status",
	});
}

/** For what goes on when the client itself is closed, and for what is asked of it afterwards. */
export function clientClosed(): BusError {
	return new BusError("CLIENT_CLOSED", "Cannot use this client: it was closed", {
		hint: "Open another one with connect()",
	});
}

/** The daemon's own refusal. */
export function toError({ code, message, hint }: Extract<Reply, { op: "error" }>): BusError {
	return new BusError(code, message, hint === null ? {} : { hint });
}
