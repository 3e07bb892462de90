/** Which checks a branch required when the poll looked. */
import type { Payload } from "../payload.js";
import { readObject, readText } from "../payload.js";
import type { Normalised } from "./normalised.js";

export const REQUIRED_CHECKS = "required_checks";

export function normaliseRequiredChecks(payload: Payload): Normalised {
	const subject = readObject(payload, REQUIRED_CHECKS);
	const branch = readText(subject, "branch");
	const names = subject["names"];
	const required = Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
	return {
		fields: { base_branch: branch, required },
		summary: `branch ${branch ?? "?"} requires ${required.length === 0 ? "no checks" : required.join(", ")}`,
		stateKey: undefined,
	};
}
