import { getSystemErrorMap } from "node:util";

/** "permission denied" for EACCES: the operating system's words, without the call and the path. */
export function describeSystemError(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const errno: unknown = Reflect.get(error, "errno");
	const entry = typeof errno === "number" ? getSystemErrorMap().get(errno) : undefined;
	return entry === undefined ? error.message : entry[1];
}
