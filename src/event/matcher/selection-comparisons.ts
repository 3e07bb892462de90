/** What the flags `--source`, `--repo`, `--to` … say, as comparisons. */
import type { Comparison } from "./comparison.js";
import { matcherError } from "./matcher-error.js";

/** The flags of a selection that are not matchers. */
export interface SelectionFlags {
	readonly source?: string;
	readonly event_type?: string;
	/** Recipient of a message: `fields.msg_to` is this, or `*` for everyone. */
	readonly to?: string;
	/** Prefix of `fields.head_sha`, 7 to 40 hexadecimal digits of either case. */
	readonly sha?: string;
	/** `owner/repo`, `owner/*` or `*`; in either case, as forges take it. */
	readonly repo?: string;
}

const NAME = /^[a-z][a-z0-9_.-]*$/;
const REPO = /^(?:\*|(?<owner>[^\s/*]+)\/(?<repo>[^\s/*]+|\*))$/;

/** Of each group one must hold. @throws BusError MATCHER_INVALID */
export function toComparisonGroups(flags: SelectionFlags): readonly (readonly Comparison[])[] {
	const { to } = flags;
	// What is for everyone is for each.
	const recipients =
		to === undefined ? [] : [[...new Set([to, "*"])].map((name) => toEquality("msg_to", name))];
	return [...toComparisons(flags).map((comparison) => [comparison]), ...recipients];
}

function toComparisons({ source, event_type, repo }: SelectionFlags): readonly Comparison[] {
	return [
		...(source === undefined ? [] : [toEquality("source", checkName(source, "source"))]),
		...(event_type === undefined ? [] : [toEquality("event_type", checkName(event_type, "event type"))]),
		...(repo === undefined ? [] : toRepoComparisons(repo)),
	];
}

function toRepoComparisons(text: string): readonly Comparison[] {
	const match = REPO.exec(text.trim());
	if (match === null)
		throw matcherError(text, "owner/repo or owner/* is wanted", {
			what: "repo",
			hint: "Without an owner: --match repo=api",
		});
	const { owner, repo } = match.groups ?? {};
	return [
		...(owner === undefined ? [] : [toName("owner", owner)]),
		...(repo === undefined || repo === "*" ? [] : [toName("repo", repo)]),
	];
}

function checkName(name: string, what: string): string {
	if (NAME.test(name)) return name;
	throw matcherError(name, "lower-case letters, digits and _ . - after a first letter are wanted", {
		what,
		hint: "List what there is: waitbus status",
	});
}

function toName(key: string, text: string): Comparison {
	return { ...toEquality(key, text), ignoresCase: true };
}

function toEquality(key: string, text: string): Comparison {
	return { text: `${key}=${text}`, path: [key], operator: "=", literal: { kind: "text", text } };
}
