/** What can become of a connection, as errors with their remedy. */
import { BusError, ERROR_CATALOGUE } from "../errors.js";
import type { Reply } from "../protocol/messages.js";
import { otherBuild } from "./other-build.js";

const FOREIGN_REQUEST = /^Cannot read request: (?:unknown key|op is) /;

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
	// No client sends a key or an operation that its own build lacks.
	const isForeign = code === "REQUEST_INVALID" && FOREIGN_REQUEST.test(message);
	if (isForeign || !Object.hasOwn(ERROR_CATALOGUE, code)) return otherBuild(message);
	return new BusError(code, message, hint === null ? {} : { hint });
}
