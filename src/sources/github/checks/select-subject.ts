/** Which events speak of what somebody asks about: a commit, a run, a branch or a pull request as it stands now. */
import type { BusEvent } from "../../../event/event.js";
import { textOf } from "./check-result.js";
import { findHeadSha, type MovingSubject } from "./find-head.js";

export type NamedSubject =
	/** Or the beginning of its hash. */
	{ readonly sha: string } | { readonly run: number } | MovingSubject;

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

function shaOf({ fields }: BusEvent): string | undefined {
	return textOf(fields["head_sha"])?.toLowerCase();
}
