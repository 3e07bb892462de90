/** Which events speak of what somebody asks about: a commit, a run, a branch or a pull request as it stands now. */
import type { BusEvent } from "../../../event/event.js";
import { textOf } from "./check-result.js";

export type NamedSubject =
	/** Or the beginning of its hash. */
	{ readonly sha: string } | { readonly run: number } | { readonly branch: string } | { readonly pr: number };

/** @param events Of one repository, in commit order. */
export function selectSubject(events: readonly BusEvent[], subject: NamedSubject): readonly BusEvent[] {
	if ("run" in subject)
		return events.filter(
			({ fields }) => fields["run_id"] === subject.run || fields["parent_run_id"] === subject.run,
		);
	const sha = "sha" in subject ? subject.sha.toLowerCase() : findHeadSha(events, subject);
	if (sha === undefined) return [];
	return events.filter((event) => shaOf(event)?.startsWith(sha) === true);
}

/**
 * The commit that a branch or a pull request is at, as far as the events tell: the one of the last push or
 * update, unless a commit was first heard of after that.
 */
export function findHeadSha(
	events: readonly BusEvent[],
	subject: { readonly branch: string } | { readonly pr: number },
): string | undefined {
	const known = new Set<string>();
	let head: string | undefined;
	for (const event of events) {
		const sha = shaOf(event);
		if (sha === undefined || !isAbout(event, subject)) continue;
		if (isMove(event) || !known.has(sha)) head = sha;
		known.add(sha);
	}
	return head;
}

function isAbout(
	{ event_type, fields }: BusEvent,
	subject: { readonly branch: string } | { readonly pr: number },
): boolean {
	if (!HEAD_EVENTS.has(event_type)) return false;
	if ("branch" in subject) return fields["head_branch"] === subject.branch;
	const { prs } = fields;
	return fields["pr"] === subject.pr || (Array.isArray(prs) && prs.includes(subject.pr));
}

// Not a status, which is also said of old commits, nor a deployment of them.
const HEAD_EVENTS: ReadonlySet<string> = new Set([
	"push",
	"pull_request",
	"workflow_run",
	"workflow_job",
	"check_run",
	"check_suite",
]);

/** A branch may be forced back to a commit that was heard of before. */
function isMove({ event_type, fields }: BusEvent): boolean {
	if (event_type === "push") return true;
	return (
		event_type === "pull_request" &&
		["opened", "synchronize", "reopened", "seen"].includes(textOf(fields["action"]) ?? "")
	);
}

function shaOf({ fields }: BusEvent): string | undefined {
	return textOf(fields["head_sha"])?.toLowerCase();
}
