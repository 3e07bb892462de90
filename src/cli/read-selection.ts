/** What the flags of a selection say, as the terms of a wait or a stream. */
import type { SelectionOptions, WaitOptions } from "../client/terms.js";
import { BusError } from "../errors.js";
import { withoutAbsent } from "../event/without-absent.js";
import type { Command, FlagValues } from "./command.js";
import { durationOf } from "./duration-flag.js";

/** @throws BusError USAGE */
export function toSelectionOptions(flags: FlagValues): SelectionOptions {
	return withoutAbsent({
		match: flags.isSet("match") ? flags.texts("match") : undefined,
		matchCel: flags.text("match-cel"),
		matchJmespath: flags.text("match-jmespath"),
		source: flags.text("source"),
		path: flags.text("path"),
		eventType: flags.text("event-type"),
		to: flags.text("to"),
		sha: flags.text("sha"),
		repo: flags.text("repo"),
		since: flags.text("since"),
	});
}

/** @throws BusError USAGE */
export function toWaitOptions(flags: FlagValues): WaitOptions {
	const clauses = (name: string): readonly string[] | undefined =>
		flags.isSet(name) ? flags.texts(name) : undefined;
	return withoutAbsent({
		...toSelectionOptions(flags),
		pr: parseNumber(flags, "pr"),
		branch: flags.text("branch"),
		container: flags.text("container"),
		run: parseNumber(flags, "run"),
		checks: parseChecks(flags.text("checks")),
		allOf: clauses("all-of"),
		firstOf: clauses("first-of"),
		sequence: clauses("sequence"),
		unless: clauses("unless"),
		count: parseCount(flags.text("count")),
		withinMs: durationOf(flags, "within"),
		absentMs: durationOf(flags, "absent"),
	});
}

/** @throws BusError USAGE when the flags name no event, only circumstances */
export function checkNamesSomething(command: Pick<Command, "name">, terms: WaitOptions): void {
	const { since: _since, unless: _unless, withinMs: _withinMs, ...named } = terms;
	if (Object.keys(named).length > 0) return;
	throw new BusError("USAGE", `Cannot run ${command.name}: no flag says which event is meant`, {
		hint: `waitbus ${command.name} --source docker --match conclusion=failure, or waitbus ${command.name} --help`,
	});
}

function parseNumber(flags: FlagValues, name: string): number | undefined {
	const text = flags.text(name);
	if (text === undefined) return undefined;
	if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
	throw new BusError("USAGE", `Cannot use --${name} "${text}": not a number`, {
		hint: `waitbus wait --${name} 7 --repo owner/repo`,
	});
}

export function parseChecks(text: string | undefined): WaitOptions["checks"] {
	if (text === undefined || text === "all" || text === "required") return text;
	throw new BusError("USAGE", `Cannot use --checks "${text}": all or required is wanted`, {
		hint: "waitbus wait --pr 7 --checks required",
	});
}

function parseCount(text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
	throw new BusError("USAGE", `Cannot use --count "${text}": not a whole number from 1`, {
		hint: "--count 3 --within 1m",
	});
}
