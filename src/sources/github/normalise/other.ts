/** Every event that has no file of its own, known today or not: the facts that most payloads carry in the same places. */
import type { Payload } from "../payload.js";
import { isPayload, readInteger, readObject, readText } from "../payload.js";
import { toBranch, toTag } from "./git-ref.js";
import type { Normalised } from "./normalised.js";
import { toPullNumbers } from "./pull-numbers.js";

export function normaliseOther(payload: Payload, eventType: string): Normalised {
	const subject = readObject(payload, eventType);
	const details = findDetails(payload, subject);
	const issue = readObject(payload, "issue");
	const number = readInteger(issue, "number");
	const head = readObject(payload, "pull_request", "head");
	const ref = readText(payload, "ref") ?? readText(subject, "ref");
	const isTag = readText(payload, "ref_type") === "tag";
	const title = findTitle(details);
	const name = title ?? ref;
	const action = readText(payload, "action")?.replaceAll("_", " ");
	return {
		fields: {
			...toPullNumbers([findPullNumber(payload)]),
			issue: number,
			head_sha: readText(head, "sha") ?? readText(subject, "sha") ?? readText(payload, "commit_oid"),
			head_branch: readText(head, "ref") ?? (isTag ? undefined : toBranch(ref)),
			tag: isTag ? ref : toTag(ref),
			environment: readText(subject, "environment") ?? readText(payload, "environment"),
			title,
			html_url: details.map((each) => readText(each, "html_url")).find((url) => url !== undefined),
		},
		summary: [eventType.replaceAll("_", " "), action, name].filter((word) => word !== undefined).join(" "),
		stateKey: undefined,
	};
}

// The narrower comes first: of a comment on an issue, the page of the comment.
const DETAIL_KEYS = [
	"comment",
	"review",
	"thread",
	"answer",
	"alert",
	"page",
	"issue",
	"discussion",
	"pull_request",
	"forkee",
];

function findDetails(payload: Payload, subject: Payload): readonly Payload[] {
	return [...DETAIL_KEYS.map((key) => payload[key]).filter(isPayload), subject];
}

function findTitle(details: readonly Payload[]): string | undefined {
	const titles = details.flatMap((each) => [readText(each, "title"), readText(each, "name")]);
	return titles.find((title) => title !== undefined);
}

/** GitHub calls a pull request an issue where people comment on it. */
function findPullNumber(payload: Payload): number | undefined {
	const issue = readObject(payload, "issue");
	const number = readInteger(readObject(payload, "pull_request"), "number");
	return number ?? (isPayload(issue["pull_request"]) ? readInteger(issue, "number") : undefined);
}
