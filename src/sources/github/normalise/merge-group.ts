import type { Payload } from "../payload.js";
import { readObject, readText } from "../payload.js";
import { toBranch } from "./git-ref.js";
import type { Normalised } from "./normalised.js";
import { toPullNumbers } from "./pull-numbers.js";

// gh-readonly-queue/main/pr-104-929f8209d40f77f4abc622a499c93a83babdbe64
const QUEUE_BRANCH = /^gh-readonly-queue\/.+\/pr-(\d+)-[0-9a-f]{40}$/;

export function normaliseMergeGroup(payload: Payload): Normalised {
	const group = readObject(payload, "merge_group");
	const branch = toBranch(readText(group, "head_ref"));
	const queued = QUEUE_BRANCH.exec(branch ?? "");
	const pull = toPullNumbers(queued === null ? [] : [Number(queued[1])]);
	const base = toBranch(readText(group, "base_ref"));
	const action = readText(payload, "action");
	return {
		fields: {
			...pull,
			head_sha: readText(group, "head_sha"),
			head_branch: branch,
			base_branch: base,
			/** Why it is gone: `merged`, `invalidated`, `dequeued`. */
			reason: readText(payload, "reason"),
			title: readText(readObject(group, "head_commit"), "message")?.split("\n", 1)[0],
		},
		summary: `merge group for ${base ?? "?"}${pull.pr === undefined ? "" : ` (#${pull.pr})`}: ${action?.replaceAll("_", " ") ?? "?"}`,
		stateKey: undefined,
	};
}
