/** What a wait waits for, as text and compiled. */
import { BusError } from "../errors.js";
import { compileClause } from "./clause.js";
import type { CompiledMatcher, MatcherSpecs } from "./matcher/compile-matcher.js";
import { compileMatchers } from "./matcher/compile-matcher.js";

const MAX_COUNT = 10_000;
const MAX_CLAUSES = 64;

/** Clauses are `source:KEY=VALUE`. */
export type WaitSpec = {
	/** Clauses that end the wait as a failure. */
	readonly unless?: readonly string[];
} & (
	| { readonly mode: "first"; readonly selection: MatcherSpecs }
	| { readonly mode: "all_of" | "first_of" | "sequence"; readonly clauses: readonly string[] }
	/** So many matches; with `withinMs`, the last of them at most that long after the first. */
	| {
			readonly mode: "count";
			readonly selection: MatcherSpecs;
			readonly count: number;
			readonly withinMs?: number;
	  }
	/** No match for that long. */
	| { readonly mode: "absence"; readonly selection: MatcherSpecs; readonly forMs: number }
);

export type CompiledWaitSpec = {
	readonly clauses: readonly CompiledMatcher[];
	readonly unless: readonly CompiledMatcher[];
} & (
	| { readonly mode: "first" | "all_of" | "first_of" | "sequence" }
	| { readonly mode: "count"; readonly count: number; readonly withinMs: number | undefined }
	| { readonly mode: "absence"; readonly forMs: number }
);

/** @throws BusError MATCHER_INVALID */
export async function compileWaitSpec(spec: WaitSpec): Promise<CompiledWaitSpec> {
	const unless = await compileClauses(spec.unless ?? []);
	switch (spec.mode) {
		case "first":
			return { mode: spec.mode, unless, clauses: [await compileMatchers(spec.selection)] };
		case "all_of":
		case "first_of":
		case "sequence":
			checkNumber(spec.clauses.length, {
				what: `${spec.mode} clauses`,
				wanted: "at least one",
				isValid: spec.clauses.length > 0,
			});
			return { mode: spec.mode, unless, clauses: await compileClauses(spec.clauses) };
		case "count": {
			const { mode, count, withinMs } = spec;
			checkNumber(count, {
				what: "count",
				wanted: `a whole number of 1 to ${MAX_COUNT}`,
				isValid: Number.isInteger(count) && count >= 1 && count <= MAX_COUNT,
			});
			if (withinMs !== undefined) checkDuration(withinMs, "within");
			return { mode, unless, clauses: [await compileMatchers(spec.selection)], count, withinMs };
		}
		case "absence":
			checkDuration(spec.forMs, "absence");
			return { mode: spec.mode, unless, clauses: [await compileMatchers(spec.selection)], forMs: spec.forMs };
	}
}

async function compileClauses(texts: readonly string[]): Promise<readonly CompiledMatcher[]> {
	checkNumber(texts.length, {
		what: "number of clauses",
		wanted: `at most ${MAX_CLAUSES}`,
		isValid: texts.length <= MAX_CLAUSES,
	});
	return Promise.all(texts.map(compileClause));
}

function checkDuration(durationMs: number, what: string): void {
	checkNumber(durationMs, {
		what: `duration of ${what}`,
		wanted: "more than 0 ms",
		isValid: Number.isFinite(durationMs) && durationMs > 0,
	});
}

function checkNumber(
	value: number,
	{ what, wanted, isValid }: { readonly what: string; readonly wanted: string; readonly isValid: boolean },
): void {
	if (!isValid)
		throw new BusError("MATCHER_INVALID", `Cannot wait with ${what} "${value}": wanted ${wanted}`);
}
