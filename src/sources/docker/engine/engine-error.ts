/** Why an Engine does not answer as it should, and what to do about it. */
import { BusError } from "../../../errors.js";
import { describeSystemError } from "../../../platform/system-error.js";

const HINTS: Readonly<Record<string, string>> = {
	ENOENT: "systemctl start docker",
	ECONNREFUSED: "systemctl start docker",
	EACCES: "sudo usermod -aG docker $USER, then log in again",
};
const DEFAULT_HINT = "docker info";
const MAX_WORDS = 200;

/** What opening a connection or reading from it threw. @param name Of the Engine's endpoint. */
export function toEngineError(name: string, cause: unknown): BusError {
	if (cause instanceof BusError) return cause;
	return new BusError("SOURCE_FAILED", `Cannot ask the Engine at "${name}": ${describeSystemError(cause)}`, {
		hint: HINTS[codeOf(cause)] ?? DEFAULT_HINT,
		cause,
	});
}

export function refused(name: string, status: number, body: string): BusError {
	const words = wordsOf(body).slice(0, MAX_WORDS);
	const what = words === "" ? `it answers ${status}` : `it answers ${status} (${words})`;
	return new BusError("SOURCE_FAILED", `Cannot ask the Engine at "${name}": ${what}`, { hint: DEFAULT_HINT });
}

export function garbled(name: string, what: string): BusError {
	return new BusError("SOURCE_FAILED", `Cannot ask the Engine at "${name}": ${what} does not read`, {
		hint: DEFAULT_HINT,
	});
}

/** Whether nobody listens there, so that nothing can change before a socket appears. */
export function isAbsence(error: unknown): error is BusError {
	return error instanceof BusError && ["ENOENT", "ECONNREFUSED"].includes(codeOf(error.cause));
}

function codeOf(error: unknown): string {
	const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
	return typeof code === "string" ? code : "";
}

/** The Engine explains itself in JSON; what stands before it, such as a proxy, does not. */
function wordsOf(body: string): string {
	try {
		const { message } = JSON.parse(body) as { readonly message?: unknown };
		return typeof message === "string" ? message : "";
	} catch {
		return "";
	}
}
