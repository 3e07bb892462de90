import type { Payload } from "../payload.js";
import { readFlag, readInteger, readObject, readObjects, readText } from "../payload.js";
import { toBranch, toSha, toTag } from "./git-ref.js";
import type { Normalised } from "./normalised.js";

export function normalisePush(payload: Payload): Normalised {
	const ref = readText(payload, "ref");
	const sha = toSha(readText(payload, "after"));
	const branch = toBranch(ref);
	const tag = toTag(ref);
	// GitHub lists at most 2,048 of them, and we count no further than the first hundred.
	const commits = readObjects(payload, "commits").length;
	return {
		fields: {
			ref,
			head_branch: branch,
			tag,
			head_sha: sha,
			moved_at: readMoment(readObject(payload, "repository")),
			before: toSha(readText(payload, "before")),
			created: readFlag(payload, "created"),
			deleted: readFlag(payload, "deleted"),
			forced: readFlag(payload, "forced"),
			title: readText(readObject(payload, "head_commit"), "message")?.split("\n", 1)[0],
			pusher: readText(readObject(payload, "pusher"), "name"),
			html_url: readText(payload, "compare"),
		},
		summary: `push to ${branch ?? tag ?? ref ?? "?"}: ${describe(sha, commits)}`,
		stateKey: undefined,
	};
}

/** Seconds since the epoch in a push, a date elsewhere. */
function readMoment(repository: Payload): string | undefined {
	const seconds = readInteger(repository, "pushed_at") ?? 0;
	const isTime = seconds > 0 && seconds < 100_000_000_000;
	return isTime ? new Date(seconds * 1_000).toISOString() : readText(repository, "pushed_at");
}

function describe(sha: string | undefined, commits: number): string {
	if (sha === undefined) return "deleted";
	return commits === 0
		? sha.slice(0, 7)
		: `${commits} ${commits === 1 ? "commit" : "commits"}, now ${sha.slice(0, 7)}`;
}
