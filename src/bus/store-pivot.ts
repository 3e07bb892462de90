/** The index of the store that a matcher's pivot can use. */
import { foldCase } from "../event/matcher/fold-case.js";
import { FOLDED, type Pivot, SHA_PIVOT_PATH } from "../event/matcher/pivot.js";
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import type { StorePivot } from "../store/page.js";

const COLUMNS: ReadonlyMap<string, StorePivot["column"]> = new Map([
	["event_id", "event_id"],
	["delivery_id", "delivery_id"],
	["source", "source"],
	["event_type", "event_type"],
	["fields.head_sha", "head_sha"],
	[SHA_PIVOT_PATH, "head_sha"],
	["fields.run_id", "run_id"],
	["fields.msg_to", "msg_to"],
	["fields.msg_correlation_id", "msg_correlation_id"],
]);

/** Undefined when the whole log must be read: several matchers, or one without an equality that is indexed. */
export function toStorePivot(matchers: readonly CompiledMatcher[]): StorePivot | undefined {
	const [matcher, ...others] = matchers;
	if (matcher?.pivot === undefined || others.length > 0) return undefined;
	const indexed = [matcher.pivot, ...matcher.pivots].find(({ path }) => COLUMNS.has(path));
	return toRepositoryPivot(matcher, indexed) ?? toColumnPivot(indexed);
}

/** Fewer events are of one repository than of one source or type. */
function toRepositoryPivot({ pivots }: CompiledMatcher, indexed: Pivot | undefined): StorePivot | undefined {
	if (indexed !== undefined && indexed.path !== "source" && indexed.path !== "event_type") return undefined;
	const valuesAt = (wanted: string): readonly string[] =>
		pivots.filter(({ path }) => path === wanted || path === wanted + FOLDED).flatMap(textsOf);
	const names = valuesAt("repo");
	const values = valuesAt("owner").flatMap((owner) => names.map((name) => foldCase(`${owner}/${name}`)));
	return values.length === 0 ? undefined : { column: "repo", values: [...new Set(values)] };
}

function toColumnPivot(pivot: Pivot | undefined): StorePivot | undefined {
	const column = pivot === undefined ? undefined : COLUMNS.get(pivot.path);
	if (pivot === undefined || column === undefined) return undefined;
	const texts = textsOf(pivot);
	return { column, values: [...new Set(column === "head_sha" ? texts.map(toIndexedSha) : texts)] };
}

/** What the store's index holds of a commit's hash: enough for any prefix that may be asked for. */
export function toIndexedSha(sha: string): string {
	return sha.slice(0, 7).toLowerCase();
}

// A pivot's key of a text begins with a quote; the store keeps every value as its text.
function textsOf(pivot: Pivot): readonly string[] {
	return pivot.values.map((key) => (key.startsWith('"') ? key.slice(1) : key));
}
