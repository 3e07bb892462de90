/** The one equality of a matcher that an index can look up, so that an event meets few matchers, and a matcher few events. */
import type { BusEvent } from "../event.js";
import type { Comparison, Literal } from "./comparison.js";
import { foldCase } from "./fold-case.js";
import type { Found } from "./read-path.js";
import { compilePath } from "./read-path.js";

/** An event can match only if `values` holds `pivotKeyAt(event, path)`. */
export interface Pivot {
	/** A canonical path, {@link SHA_PIVOT_PATH}, or one that ends in {@link FOLDED}. */
	readonly path: string;
	readonly values: readonly string[];
}

/** `fields.head_sha` by its first seven digits in lower case, so that any prefix of a hash can be looked up. */
export const SHA_PIVOT_PATH = "fields.head_sha:7";

const SHA_PIVOT_LENGTH = 7;

/** After the path of a value that is looked up in lower case. */
export const FOLDED = ":folded";

// Fewest events share a value of the first. Paths that are named in neither list come between the two.
const MOST_SELECTIVE = [
	"event_id",
	"delivery_id",
	"fields.run_id",
	"fields.job_id",
	"fields.msg_correlation_id",
	"fields.msg_reply_to",
	"fields.head_sha",
	SHA_PIVOT_PATH,
	"fields.msg_thread",
	"fields.msg_to",
];
const LEAST_SELECTIVE = [
	"repo",
	"owner",
	"event_type",
	"source",
	"fields.conclusion",
	"fields.status",
	"kind",
];

/** The most selective of several pivots. */
export function choosePivot(pivots: readonly Pivot[]): Pivot | undefined {
	const [first, ...rest] = pivots;
	if (first === undefined) return undefined;
	return rest.reduce((best, pivot) => (rankOf(pivot) < rankOf(best) ? pivot : best), first);
}

function rankOf({ path: pivotPath }: Pivot): number {
	const path = withoutFolded(pivotPath);
	const first = MOST_SELECTIVE.indexOf(path);
	if (first >= 0) return first;
	return MOST_SELECTIVE.length + 1 + LEAST_SELECTIVE.indexOf(path);
}

/** The pivot of alternatives on one path; undefined unless each is an equality with a number or a string. */
export function toPivot(path: string, alternatives: readonly Comparison[]): Pivot | undefined {
	// The payload is parsed for those matchers alone that get so far.
	if (path === "payload" || path.startsWith("payload.")) return undefined;
	if (
		!alternatives.every(
			({ operator, literal }) => operator === "=" && (literal.kind === "text" || literal.kind === "number"),
		)
	)
		return undefined;
	if (alternatives.some(({ ignoresCase }) => ignoresCase)) {
		const names = alternatives.map(({ literal }) => pivotKeyOf(foldCase(literal.text)));
		return { path: path + FOLDED, values: [...new Set(names)] };
	}
	const equals = alternatives.flatMap(({ literal }) => valuesOf(literal));
	return { path, values: [...new Set(equals.map(pivotKeyOf))] };
}

/** The pivot of a commit's hash, of which at least seven digits are given in lower case. */
export function toShaPivot(prefix: string): Pivot {
	return { path: SHA_PIVOT_PATH, values: [pivotKeyOf(prefix.slice(0, SHA_PIVOT_LENGTH))] };
}

/** The key to look up for an event under a pivot's path. */
export function pivotKeyAt(event: BusEvent, path: string): string {
	return compilePivotKey(path)(event);
}

/** The same for many events. */
export function compilePivotKey(path: string): (event: BusEvent) => string {
	const read = compilePath((path === SHA_PIVOT_PATH ? "fields.head_sha" : withoutFolded(path)).split("."));
	if (path.endsWith(FOLDED)) {
		return (event) => {
			const name = read(event);
			return pivotKeyOf(typeof name === "string" ? foldCase(name) : name);
		};
	}
	if (path !== SHA_PIVOT_PATH) return (event) => pivotKeyOf(read(event));
	return (event) => {
		const sha = read(event);
		return pivotKeyOf(typeof sha === "string" ? sha.slice(0, SHA_PIVOT_LENGTH).toLowerCase() : undefined);
	};
}

function withoutFolded(path: string): string {
	return path.endsWith(FOLDED) ? path.slice(0, -FOLDED.length) : path;
}

/** Two values that one literal could equal have each one of its keys; what no literal equals has a key of its own. */
export function pivotKeyOf(value: Found): string {
	if (typeof value === "string") return `"${value}`;
	if (value === undefined) return "missing";
	return typeof value === "object" && value !== null ? "structure" : String(value);
}

/** Everything that equals the literal; see toEquality. */
function valuesOf(literal: Literal): readonly (string | number | bigint)[] {
	if (literal.kind !== "number") return [literal.text];
	return [literal.text, literal.value, ...(literal.integer === undefined ? [] : [literal.integer])];
}
