/** What to wait for or listen to, as TypeScript callers say it, and as the wire does. */
import { parseDurationMs } from "../event/duration.js";
import { withoutAbsent } from "../event/without-absent.js";
import type { Selection, WaitTerms } from "../protocol/messages.js";
import { withPathMatchers } from "./path-matchers.js";

/** Which events are meant: every part that is present must hold. */
export interface SelectionOptions {
	/** `KEY=VALUE`, or one of `!=` `<` `<=` `>` `>=` `^=` `*=` `~=`; AND across keys, OR within one. */
	readonly match?: string | readonly string[];
	/** A CEL expression over the event. */
	readonly matchCel?: string;
	/** A JMESPath expression over the event. */
	readonly matchJmespath?: string;
	readonly source?: string;
	/**
	 * A file, or a directory with all that is in it, relative to the working directory; need not exist yet. It is
	 * watched meanwhile. Selects what is finished there, unless a matcher names the action, status or conclusion.
	 */
	readonly path?: string;
	readonly eventType?: string;
	/** Recipient of a message. */
	readonly to?: string;
	/** 7 to 40 hexadecimal digits that a commit's hash begins with. */
	readonly sha?: string;
	/** `owner/repo` or `owner/*`, in either case. */
	readonly repo?: string;
	/** `start`, an event id (exclusive), a duration such as `10m`, or an ISO 8601 time. @default now */
	readonly since?: string;
}

/** What has a state, and is waited for to its answer: the log is looked at first. At most one of them, and no matchers. */
export interface SubjectOptions {
	/** Number of a pull request of `repo`: its checks, at whichever commit it is. */
	readonly pr?: number;
	/** A branch of `repo`: the checks of its newest commit. */
	readonly branch?: string;
	/** Id of a workflow run of `repo`. */
	readonly run?: number;
	/** Name or id of a container: its end. */
	readonly container?: string;
	/** Whether all checks count, or those alone that GitHub or config.toml requires. @default "all" */
	readonly checks?: "all" | "required";
}

/** A wait over several events. At most one of the composed parts may be present. */
export interface WaitOptions extends SelectionOptions, SubjectOptions {
	/** Clauses `source:KEY=VALUE` that must all match, in any order. */
	readonly allOf?: readonly string[];
	/** Clauses of which one must match. */
	readonly firstOf?: readonly string[];
	/** Clauses that must match in this order. */
	readonly sequence?: readonly string[];
	/** How often the selection must match … */
	readonly count?: number;
	/** … within this many milliseconds. */
	readonly withinMs?: number;
	/** Milliseconds for which the selection must match nothing. */
	readonly absentMs?: number;
	/** Clauses that end the wait as a failure. */
	readonly unless?: readonly string[];
	/** Where the clauses of `unless` begin, said like `since`, when the wait is for a state. @default `since`, or now */
	readonly unlessSince?: string;
}

/** @throws BusError USAGE for a path that cannot be watched */
export function toSelection(given: SelectionOptions): Selection {
	const options = withPathMatchers(given);
	const match = typeof options.match === "string" ? [options.match] : options.match;
	return withoutAbsent({
		match,
		match_cel: options.matchCel,
		match_jmespath: options.matchJmespath,
		source: options.source,
		event_type: options.eventType,
		to: options.to,
		sha: options.sha,
		repo: options.repo,
	});
}

export function toWaitTerms(options: WaitOptions): WaitTerms {
	if (!isAboutSubject(options)) return toEventTerms(options);
	const { sha, pr, branch, run, checks, repo, container, source, ...others } = options;
	const subject = withoutAbsent({ sha, pr, branch, run, checks, repo, container });
	const ownSource = container === undefined ? CHECKS_SOURCE : CONTAINER_SOURCE;
	// Whatever else is named is refused by the daemon: a subject is all that is waited for.
	return {
		...toEventTerms(source === ownSource ? others : withoutAbsent({ ...others, source })),
		subject,
	};
}

/** Whose subjects these are: to name it as well says nothing else. */
const CHECKS_SOURCE = "github";
const CONTAINER_SOURCE = "docker";

/** Whether these ask for a state rather than for events. */
export function isAboutSubject(options: WaitOptions): boolean {
	const { pr, branch, run, checks, container, sha, source = CHECKS_SOURCE } = options;
	if ([pr, branch, run, checks, container].some((each) => each !== undefined)) return true;
	// A commit by itself means its checks; beside anything else it says which events are meant.
	const { sha: _sha, repo: _repo, source: _source, since: _since, ...others } = options;
	const { unless: _unless, unlessSince: _unlessSince, ...terms } = others;
	const isAlone = Object.keys(withoutAbsent(terms)).length === 0;
	return sha !== undefined && source === CHECKS_SOURCE && isAlone;
}

function toEventTerms(options: WaitOptions): WaitTerms {
	return withoutAbsent({
		...toSelection(options),
		all_of: options.allOf,
		first_of: options.firstOf,
		sequence: options.sequence,
		count: options.count,
		within_ms: options.withinMs,
		absent_ms: options.absentMs,
		unless: options.unless,
	});
}

/** A look-back by duration is fixed at its start, so that a reconnect does not move it. */
export function toFixedSince(since: string | undefined, nowMs: number): string | undefined {
	if (
		since === undefined ||
		!/^[\d.]+\s*(?:ms|[smhd])?/i.test(since) ||
		/^\d{4}-|^[0-7][0-9A-Z]{25}$/.test(since)
	)
		return since;
	return new Date(nowMs - parseDurationMs(since, "since")).toISOString();
}
