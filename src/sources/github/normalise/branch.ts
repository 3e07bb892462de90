/** Where a branch was when the poll looked. */
import type { Payload } from "../payload.js";
import { readObject, readText } from "../payload.js";
import type { Normalised } from "./normalised.js";

export function normaliseBranch(payload: Payload): Normalised {
	const branch = readObject(payload, "branch");
	const name = readText(branch, "name");
	const sha = readText(branch, "sha");
	return {
		fields: { head_branch: name, head_sha: sha, moved_at: readText(branch, "seen_at") },
		summary: `branch ${name ?? "?"}: ${sha === undefined ? "gone" : `at ${sha.slice(0, 7)}`}`,
		stateKey: undefined,
	};
}
