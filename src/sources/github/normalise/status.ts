/** A commit status: what servers said of a commit before there were checks, and many still do. */
import type { Payload } from "../payload.js";
import { readInteger, readObject, readObjects, readText, readTexts } from "../payload.js";
import type { Normalised } from "./normalised.js";
import { say } from "./normalised.js";
import { toStateKey } from "./state-key.js";
import { describeVerdict, readState } from "./verdict.js";

export function normaliseStatus(payload: Payload): Normalised {
	const verdict = readState(payload);
	const sha = readText(payload, "sha");
	const name = readText(payload, "context");
	const branch = findBranch(payload, sha);
	return {
		fields: {
			...verdict,
			check_name: name,
			status_id: readInteger(payload, "id"),
			head_sha: sha,
			head_branch: branch,
			branches: readTexts(payload, "branches", "name"),
			title: readText(payload, "description"),
			html_url: readText(payload, "target_url") ?? readText(readObject(payload, "commit"), "html_url"),
			updated_at: readText(payload, "updated_at"),
		},
		summary: `status ${name ?? "?"}${say(" on ", branch ?? sha?.slice(0, 7))}: ${describeVerdict(verdict)}`,
		// Each report is a status of its own, with its own id: a server that says the same again says something new.
		stateKey: toStateKey("status", readInteger(payload, "id"), [verdict.state]),
	};
}

/** The branch whose newest commit this is; the others merely contain it. */
function findBranch(payload: Payload, sha: string | undefined): string | undefined {
	const branch = readObjects(payload, "branches").find(
		(each) => readText(readObject(each, "commit"), "sha") === sha,
	);
	return branch === undefined ? undefined : readText(branch, "name");
}
