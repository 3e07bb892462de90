/** The checks of a commit, pull request, branch or run as the subject of a wait. */
import type { BusEvent } from "../../event/event.js";
import type { MatcherSpecs } from "../../event/matcher/compile-matcher.js";
import type { Judgement, Subject } from "../../event/subject.js";
import type { SubjectReport } from "../../event/subject-report.js";
import type { SubjectKind } from "../source.js";
import { parseGithubConfig } from "./config.js";
import { type ChecksReport, reportChecks } from "./checks.js";
import { describeChecks } from "./checks/describe-checks.js";
import { findHeadSha, type NamedSubject, selectSubject } from "./checks/select-subject.js";
import { type ChecksTerms, parseChecksTerms } from "./checks/parse-terms.js";

export const checksKind: SubjectKind = {
	parse: (terms, section) => toSubject(parseChecksTerms(terms, parseGithubConfig(section).api_url)),
};

function toSubject(terms: ChecksTerms): Subject {
	const { repo, named } = terms;
	const name = nameOf(terms);
	return {
		text: `checks of ${name}`,
		selections: (events) => {
			const sha = findSha(events, named);
			const ofCommit = sha === undefined ? [] : [{ source: "github", repo, sha }];
			return [...selectionsNaming(terms), ...ofCommit];
		},
		judge: (events) => {
			const told = selectSubject(events, named);
			const sha = "run" in named ? told.map(shaOf).find(Boolean) : findSha(events, named);
			return toJudgement(reportChecks(told), { terms, name, sha, told });
		},
	};
}

/** `acme/api#7`, `commit 4be1c0f of acme/api` */
function nameOf({ repo, named }: ChecksTerms): string {
	if ("pr" in named) return `${repo}#${named.pr}`;
	if ("branch" in named) return `branch ${named.branch} of ${repo}`;
	if ("run" in named) return `run ${named.run} of ${repo}`;
	return `commit ${named.sha.slice(0, 7)} of ${repo}`;
}

/** The events that name it themselves. */
function selectionsNaming({ repo, named }: ChecksTerms): readonly MatcherSpecs[] {
	const select = (match: string): MatcherSpecs => ({ source: "github", repo, match: [match] });
	if ("pr" in named) return [select(`pr=${named.pr}`)];
	if ("branch" in named) return [select(`head_branch=${JSON.stringify(named.branch)}`)];
	if ("run" in named) return [select(`run_id=${named.run}`), select(`parent_run_id=${named.run}`)];
	return [];
}

/** The commit whose events count; of a run its own events do. */
function findSha(events: readonly BusEvent[], named: NamedSubject): string | undefined {
	if ("sha" in named) return named.sha;
	return "run" in named ? undefined : findHeadSha(events, named);
}

interface Findings {
	readonly terms: ChecksTerms;
	readonly name: string;
	readonly sha: string | undefined;
	readonly told: readonly BusEvent[];
}

function toJudgement(report: ChecksReport, findings: Findings): Judgement {
	const json = toJson(report, findings);
	const event = findings.told.find(({ event_id }) => event_id === report.decided_by);
	if (event === undefined || report.state === "pending" || report.state === "absent") return { report: json };
	return { report: json, answer: { verdict: report.state, event } };
}

function toJson(report: ChecksReport, { terms: { repo, named }, name, sha, told }: Findings): SubjectReport {
	return {
		kind: "checks",
		repo,
		pr: "pr" in named ? named.pr : null,
		branch: "branch" in named ? named.branch : null,
		run_id: "run" in named ? named.run : null,
		head_sha: told.map(shaOf).find(Boolean) ?? sha ?? null,
		state: report.state,
		is_complete: report.is_complete,
		missing: report.missing,
		results: report.results.map((result) => ({ ...result })),
		text: describeChecks(report, { name, sha }),
	};
}

function shaOf({ fields }: BusEvent): string | undefined {
	const sha = fields["head_sha"];
	return typeof sha === "string" ? sha : undefined;
}
