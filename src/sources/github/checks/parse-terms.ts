/** What a wait for checks names, checked. */
import * as v from "valibot";
import { BusError } from "../../../errors.js";
import type { SubjectTerms } from "../../source.js";
import { type GithubConfig, isRepository } from "../config.js";
import type { NamedSubject } from "./select-subject.js";

export interface ChecksTerms {
	/** `owner/repo` */
	readonly repo: string;
	readonly named: NamedSubject;
	/** Names of the checks that count, as the configuration has them; `ask` when GitHub is to say. */
	readonly required: "all" | "ask" | readonly string[];
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
	checks: v.optional(v.picklist(["all", "required"]), "all"),
});

/** @throws BusError REQUEST_INVALID */
export function parseChecksTerms(terms: SubjectTerms, config: GithubConfig): ChecksTerms {
	const result = v.safeParse(schema, terms);
	if (!result.success) {
		const [issue] = result.issues;
		const key = v.getDotPath(issue) ?? "subject";
		if (issue.expected === "never") throw invalid(`unknown key "${key}" beside ${Object.keys(terms)[0]}`);
		throw invalid(`${key} is ${issue.received}, and must be ${toWanted(issue)}`);
	}
	const { repo: text, checks, ...others } = result.output;
	const names = Object.keys(others);
	if (names.length === 0) throw invalid("none of sha, pr, branch and run is named");
	if (names.length > 1) throw invalid(`${names.join(" and ")} exclude each other`);
	if (text === undefined) throw invalid("no repository is named");
	const [repo, named] = [parseRepository(text, config.api_url), others as NamedSubject];
	if (checks === "all") return { repo, named, required: "all" };
	return { repo, named, required: findConfigured(repo, config) ?? askFor(named) };
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

function findConfigured(repo: string, { required }: GithubConfig): readonly string[] | undefined {
	const wanted = repo.toLowerCase();
	return Object.entries(required).find(([name]) => name.toLowerCase() === wanted)?.[1];
}

/** GitHub requires checks of what goes into a branch, so it must be known into which. */
function askFor(named: NamedSubject): "ask" {
	if ("pr" in named || "branch" in named) return "ask";
	throw new BusError(
		"REQUEST_INVALID",
		"Cannot wait for required checks: GitHub requires them of pull requests and branches",
		{ hint: "--pr or --branch, or [github.required] in config.toml" },
	);
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
