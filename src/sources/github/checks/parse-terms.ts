/** What a wait for checks names, checked. */
import * as v from "valibot";
import { BusError } from "../../../errors.js";
import type { SubjectTerms } from "../../source.js";
import { isRepository } from "../config.js";
import type { NamedSubject } from "./select-subject.js";

export interface ChecksTerms {
	/** `owner/repo` */
	readonly repo: string;
	readonly named: NamedSubject;
}

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

const schema = v.strictObject({
	repo: v.optional(v.pipe(v.string(), v.regex(/^(?:[^/]+\/)?[^/]+\/[^/]+$/, "[host/]owner/repo"))),
	sha: v.optional(
		v.pipe(v.string(), v.trim(), v.toLowerCase(), v.regex(/^[0-9a-f]{7,40}$/, "7 to 40 hexadecimal digits")),
	),
	pr: v.optional(whole),
	branch: v.optional(v.pipe(v.string(), v.nonEmpty())),
	run: v.optional(whole),
});

/** @throws BusError REQUEST_INVALID */
export function parseChecksTerms(terms: SubjectTerms, apiUrl: URL): ChecksTerms {
	const result = v.safeParse(schema, terms);
	if (!result.success) {
		const [issue] = result.issues;
		const key = v.getDotPath(issue) ?? "subject";
		if (issue.expected === "never") throw invalid(`unknown key "${key}" beside ${Object.keys(terms)[0]}`);
		throw invalid(`${key} is ${issue.received}, and must be ${toWanted(issue)}`);
	}
	const { repo, ...others } = result.output;
	const names = Object.keys(others);
	if (names.length !== 1) throw invalid(`${names.join(" and ")} exclude each other`);
	if (repo === undefined) throw invalid("no repository is named");
	return { repo: parseRepository(repo, apiUrl), named: others as NamedSubject };
}

/** `github.com/owner/repo` may be written as `gh` takes it. @returns `owner/repo` */
function parseRepository(text: string, apiUrl: URL): string {
	const [host, repository] = [text.split("/").at(-3), text.split("/").slice(-2).join("/")];
	if (!isRepository(repository)) throw invalid(`repo is "${text}", and must be owner/repo`);
	const server = toServer(apiUrl);
	// A name without a dot is an alias of the user's ssh configuration.
	if (host === undefined || !host.includes(".") || host === server) return repository;
	throw new BusError("REQUEST_INVALID", `Cannot wait for checks: "${text}" is not on ${server}`, {
		hint: "--repo owner/repo, or api_url in the section [github] of config.toml",
	});
}

/** The server that the repositories of an API are on. */
function toServer({ hostname }: URL): string {
	// github.com, and GHE.com: https://docs.github.com/en/enterprise-cloud@latest/admin/data-residency
	return hostname.replace(/^api\./, "");
}

function toWanted({ type, message, expected }: v.BaseIssue<unknown>): string {
	if (type === "safe_integer" || type === "min_value" || type === "number") return "a whole number from 1";
	return type === "check" || type === "regex" ? message : (expected ?? message);
}

function invalid(what: string): BusError {
	return new BusError("REQUEST_INVALID", `Cannot wait for checks: ${what}`, {
		hint: "waitbus wait --pr 7 --repo owner/repo",
	});
}
