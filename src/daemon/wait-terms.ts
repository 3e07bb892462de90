/** The terms of a wait as the wire states them, checked and compiled. */
import { BusError } from "../errors.js";
import { type CompiledWaitSpec, compileWaitSpec, type WaitSpec } from "../event/wait-spec.js";
import type { Selection, WaitTerms } from "../protocol/messages.js";
import { toMatcherSpecs } from "./selection.js";

/** @throws BusError REQUEST_INVALID when no mode or several are named, MATCHER_INVALID */
export async function compileWaitTerms(terms: WaitTerms): Promise<CompiledWaitSpec> {
	const spec = toWaitSpec(terms);
	const compiled = await compileWaitSpec(spec);
	if (terms.sha === undefined || spec.mode !== "first" || asksForProgress(compiled)) return compiled;
	// A commit is waited for to its verdict: its run also says when it begins.
	const withVerdict = { ...spec.selection, match: [...(spec.selection.match ?? []), "conclusion!=null"] };
	const settled = await compileWaitSpec({ ...spec, selection: withVerdict });
	return { ...settled, clauses: settled.clauses.map((clause) => ({ ...clause, namesConclusion: false })) };
}

function asksForProgress({ clauses }: CompiledWaitSpec): boolean {
	return clauses.some(({ namesConclusion, paths }) => namesConclusion || paths.includes("fields.status"));
}

/** Whether a request names anything to wait for. */
export function hasWaitTerms(terms: WaitTerms): boolean {
	return modesOf(terms).length > 0 || toMatcherSpecs(terms) !== undefined;
}

function toWaitSpec(terms: WaitTerms): WaitSpec {
	const [mode, ...others] = modesOf(terms);
	if (others.length > 0) throw invalid(`${mode} and ${others.join(" and ")} exclude each other`);
	if (terms.within_ms !== undefined && mode !== "count") throw invalid("within_ms goes with count");
	const unless = terms.unless === undefined ? {} : { unless: terms.unless };
	if (mode === "all_of" || mode === "first_of" || mode === "sequence") return toClauses(terms, mode, unless);
	const selection = toMatcherSpecs(terms);
	if (selection === undefined) throw invalid("nothing is named to wait for");
	if (mode === "count") {
		const within = terms.within_ms === undefined ? {} : { withinMs: terms.within_ms };
		return { ...unless, mode: "count", selection, count: terms.count ?? 1, ...within };
	}
	if (mode === "absent_ms") return { ...unless, mode: "absence", selection, forMs: terms.absent_ms ?? 0 };
	return { ...unless, mode: "first", selection };
}

function toClauses(
	terms: WaitTerms,
	mode: "all_of" | "first_of" | "sequence",
	unless: { readonly unless?: readonly string[] },
): WaitSpec {
	if (toMatcherSpecs(terms) !== undefined)
		throw invalid(`${mode} takes its matchers in its clauses, as source:KEY=VALUE`);
	return { ...unless, mode, clauses: terms[mode] ?? [] };
}

const MODES = ["all_of", "first_of", "sequence", "count", "absent_ms"] as const;

function modesOf(terms: WaitTerms & Selection): readonly (typeof MODES)[number][] {
	return MODES.filter((mode) => terms[mode] !== undefined);
}

function invalid(what: string): BusError {
	return new BusError("REQUEST_INVALID", `Cannot wait: ${what}`, {
		hint: "waitbus wait --source docker --match conclusion=failure",
	});
}
