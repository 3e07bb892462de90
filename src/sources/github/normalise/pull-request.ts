import type { Payload } from "../payload.js";
import { readFlag, readInteger, readObject, readText, readTexts } from "../payload.js";
import type { Normalised } from "./normalised.js";
import { toPullNumbers } from "./pull-numbers.js";
import { readMoment, toStateKey } from "./state-key.js";

export function normalisePullRequest(payload: Payload): Normalised {
	const pull = readObject(payload, "pull_request");
	const fields = readPull(pull, payload);
	const action = readText(payload, "action");
	return {
		fields: {
			...fields,
			before: readText(payload, "before"),
			label: readText(readObject(payload, "label"), "name"),
			merge_commit_sha: fields.merged ? readText(pull, "merge_commit_sha") : undefined,
		},
		summary: `pull request #${fields.pr ?? "?"} ${describe(action, fields.merged)}: ${fields.title ?? ""}`,
		stateKey: isState(action) ? toPullKey(pull) : undefined,
	};
}

/** What every event about a pull request says of it. */
export function readPull(pull: Payload, payload: Payload) {
	const number = readInteger(pull, "number") ?? readInteger(payload, "number");
	return {
		...toPullNumbers([number]),
		// Open or closed, and no conclusion: that a pull request is merged says nothing of its checks.
		status: readText(pull, "state"),
		merged: readFlag(pull, "merged") ?? readText(pull, "merged_at") !== undefined,
		draft: readFlag(pull, "draft"),
		title: readText(pull, "title"),
		labels: readTexts(pull, "labels", "name"),
		author: readText(readObject(pull, "user"), "login"),
		head_sha: readText(readObject(pull, "head"), "sha"),
		head_branch: readText(readObject(pull, "head"), "ref"),
		base_branch: readText(readObject(pull, "base"), "ref"),
		html_url: readText(pull, "html_url"),
		updated_at: readText(pull, "updated_at"),
	};
}

// What the poll sees of a pull request too: its commit, and whether it is open. `seen` is its first look.
function isState(action: string | undefined): boolean {
	return ["opened", "synchronize", "closed", "reopened", "seen"].includes(action ?? "");
}

function toPullKey(pull: Payload): string | undefined {
	const sha = readText(readObject(pull, "head"), "sha");
	const state = readText(pull, "merged_at") === undefined ? readText(pull, "state") : "merged";
	// The moment, because a branch may be forced back to where it was, and a pull request be closed twice.
	return toStateKey("pull_request", readInteger(pull, "id"), [sha, state, readMoment(pull, "updated_at")]);
}

function describe(action: string | undefined, isMerged: boolean): string {
	if (action === "closed") return isMerged ? "merged" : "closed";
	return action?.replaceAll("_", " ") ?? "seen";
}
