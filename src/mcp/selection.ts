/** What a tool's input selects, as the client says it. */
import type { SelectionOptions, WaitOptions } from "../client/terms.js";
import { withoutAbsent } from "../event/without-absent.js";

export interface SelectionInput {
	readonly source?: string;
	readonly event_type?: string;
	readonly match?: readonly string[];
	readonly match_cel?: string;
	readonly to?: string;
	readonly repo?: string;
	readonly sha?: string;
	readonly path?: string;
	readonly since?: string;
}

export interface WaitInput extends SelectionInput {
	readonly pr?: number;
	readonly branch?: string;
	readonly run?: number;
	readonly all_of?: readonly string[];
	readonly first_of?: readonly string[];
	readonly sequence?: readonly string[];
	readonly unless?: readonly string[];
	readonly unless_since?: string;
	readonly count?: number;
	readonly within_seconds?: number;
	readonly absent_seconds?: number;
}

export function toSelectionOptions(input: SelectionInput): SelectionOptions {
	const { source, match, to, repo, sha, path, since } = input;
	return withoutAbsent({
		source,
		eventType: input.event_type,
		match,
		matchCel: input.match_cel,
		to,
		repo,
		sha,
		path,
		since,
	});
}

export function toWaitOptions(input: WaitInput): WaitOptions {
	const { pr, branch, run, sequence, unless, count } = input;
	return withoutAbsent({
		...toSelectionOptions(input),
		pr,
		branch,
		run,
		allOf: input.all_of,
		firstOf: input.first_of,
		sequence,
		unless,
		unlessSince: input.unless_since,
		count,
		withinMs: toMs(input.within_seconds),
		absentMs: toMs(input.absent_seconds),
	});
}

export function toMs(seconds: number | undefined): number | undefined {
	return seconds === undefined ? undefined : seconds * 1_000;
}
