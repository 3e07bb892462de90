import type { Payload } from "../payload.js";
import { readObject, readText } from "../payload.js";
import type { Normalised } from "./normalised.js";
import { say } from "./normalised.js";
import { readPull } from "./pull-request.js";

export function normalisePullRequestReview(payload: Payload): Normalised {
	const review = readObject(payload, "review");
	const pull = readPull(readObject(payload, "pull_request"), payload);
	// Webhooks write `approved`, some API answers `APPROVED`.
	const state = readText(review, "state")?.toLowerCase();
	const reviewer = readText(readObject(review, "user"), "login");
	return {
		fields: {
			...pull,
			review_state: state,
			reviewer,
			reviewed_sha: readText(review, "commit_id"),
			html_url: readText(review, "html_url"),
		},
		summary: `pull request #${pull.pr ?? "?"} ${state?.replaceAll("_", " ") ?? "reviewed"}${say(" by ", reviewer)}`,
		stateKey: undefined,
	};
}
