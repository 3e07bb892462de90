/** The checks of a commit, pull request, branch or run as the subject of a wait. */
import type { BusEvent } from "../../event/event.js";
import type { MatcherSpecs } from "../../event/matcher/compile-matcher.js";
import type { Answer, Judgement, Subject } from "../../event/subject.js";
import type { Standing } from "../../event/subject-report.js";
import type { SubjectKind } from "../source.js";
import { type ChecksReport, reportChecks } from "./checks.js";
import { findNeededLook, findYouthEndMs } from "./checks/certainty.js";
import { textOf } from "./checks/check-result.js";
import { describeChecks } from "./checks/describe-checks.js";
import { findHeadSha } from "./checks/find-head.js";
import { type ChecksTerms, parseChecksTerms } from "./checks/parse-terms.js";
import { findRefusal, findRequired } from "./checks/requirements.js";
import { type NamedSubject, selectSubject } from "./checks/select-subject.js";
import { parseGithubConfig } from "./config.js";
import { REQUIRED_CHECKS } from "./normalise/required-checks.js";

export const checksKind: SubjectKind = {
	parse: (terms, section) => {
		const parsed = parseChecksTerms(terms, parseGithubConfig(section));
		return {
			text: `${parsed.required === "all" ? "" : "required "}checks of ${nameOf(parsed)}`,
			selections: (events) => toSelections(parsed, events),
			judge: (events, nowMs) => judge(parsed, events, nowMs),
		};
	},
};

/** `acme/api#7`, `commit 4be1c0f of acme/api` */
function nameOf({ repo, named }: ChecksTerms): string {
	if ("pr" in named) return `${repo}#${named.pr}`;
	if ("branch" in named) return `branch ${named.branch} of ${repo}`;
	if ("run" in named) return `run ${named.run} of ${repo}`;
	return `commit ${named.sha.slice(0, 7)} of ${repo}`;
}

/** First the events that name it themselves, then those of the commit that it is at. */
function toSelections(terms: ChecksTerms, events: readonly BusEvent[]): ReturnType<Subject["selections"]> {
	const { repo, named, required } = terms;
	const select = (specs: MatcherSpecs): MatcherSpecs => ({ source: "github", repo, ...specs });
	const sha = findSha(named, events);
	return [
		...matchersNaming(named).map((matcher) => select({ match: [matcher] })),
		...(required === "ask" ? [select({ event_type: REQUIRED_CHECKS })] : []),
		...(sha === undefined || "run" in named ? [] : [select({ sha })]),
	];
}

function matchersNaming(named: NamedSubject): readonly string[] {
	if ("pr" in named) return [`pr=${named.pr}`];
	if ("branch" in named) return [`head_branch=${JSON.stringify(named.branch)}`];
	return "run" in named ? [`run_id=${named.run}`, `parent_run_id=${named.run}`] : [];
}

function findSha(named: NamedSubject, events: readonly BusEvent[]): string | undefined {
	if ("sha" in named) return named.sha;
	if ("run" in named) return events.map(shaOf).find((sha) => sha !== undefined);
	return findHeadSha(events, named);
}

function judge(terms: ChecksTerms, events: readonly BusEvent[], nowMs: number): Judgement {
	const told = selectSubject(events, terms.named);
	const required = findRequired(terms, events);
	const report = reportChecks(told, { required: required ?? [] });
	const youthEndMs = findYouthEndMs(report, told);
	const isYoung = youthEndMs !== undefined && youthEndMs > nowMs;
	const sha = told.map(shaOf).find((each) => each !== undefined) ?? findSha(terms.named, events);
	const error = findRefusal(terms, nameOf(terms), required);
	const isOpen = isYoung || error !== undefined;
	const shown: ChecksReport = isOpen && report.state !== "absent" ? { ...report, state: "pending" } : report;
	const answer = isOpen ? undefined : findAnswer(report, told, findNeededLook(terms.named, told, nowMs));
	return {
		standing: toStanding(shown, terms, { sha, required }),
		...(error === undefined ? {} : { error }),
		...(isYoung ? { judgeAgainAtMs: youthEndMs } : {}),
		...(answer === undefined ? {} : { answer }),
	};
}

function findAnswer(
	{ state, decided_by }: ChecksReport,
	told: readonly BusEvent[],
	needsLook: Answer["needsLook"],
): Answer | undefined {
	const event = told.find(({ event_id }) => event_id === decided_by);
	if (event === undefined || state === "pending" || state === "absent") return undefined;
	return { verdict: state, event, needsLook };
}

function toStanding(
	report: ChecksReport,
	terms: ChecksTerms,
	{ sha, required }: { readonly sha: string | undefined; readonly required: readonly string[] | undefined },
): Standing {
	const { repo, named, required: wanted } = terms;
	return {
		kind: "checks",
		repo,
		pr: "pr" in named ? named.pr : null,
		branch: "branch" in named ? named.branch : null,
		run_id: "run" in named ? named.run : null,
		head_sha: sha ?? null,
		state: report.state,
		is_complete: report.is_complete,
		required: wanted === "all" ? null : (required ?? null),
		missing: report.missing,
		results: report.results.map((result) => ({ ...result })),
		text: describeChecks(report, { name: nameOf(terms), sha }),
	};
}

function shaOf({ fields }: BusEvent): string | undefined {
	return textOf(fields["head_sha"]);
}
