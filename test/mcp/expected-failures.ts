/** What the conformance suite finds; docs/mcp.md shows it. */
import type { ConformanceResult, Revision } from "./conformance-run.js";

export const REVISIONS = ["2025-11-25", "2026-07-28"] satisfies Revision[];

type Score = Omit<ConformanceResult, "failures">;

const SCORES: Readonly<Record<Revision, Score>> = {
	"2025-11-25": { passedScenarios: 7, scenarios: 30, passedChecks: 36 },
	"2026-07-28": { passedScenarios: 10, scenarios: 37, passedChecks: 78 },
};

interface ExpectedFailures {
	readonly reason: string;
	/** `scenario/check`, or the scenario alone when its only check is named like it. */
	readonly checks: Readonly<Record<Revision, readonly string[]>>;
}

const TOOLS = [
	"simple-text",
	"image",
	"audio",
	"embedded-resource",
	"mixed-content",
	"error",
	"with-progress",
].map((name) => `tools-call-${name}`);
const RESOURCES = ["resources-read-text", "resources-read-binary", "resources-templates-read"];
const PROMPTS = ["list", "get-simple", "get-with-args", "get-embedded-resource", "get-with-image"].map(
	(name) => `prompts-${name}`,
);

const EXPECTED_FAILURES: readonly ExpectedFailures[] = [
	{
		reason:
			"calls a tool that only the suite's own example server has, such as `test_simple_text`; it is refused as unknown",
		checks: {
			"2025-11-25": TOOLS,
			"2026-07-28": [
				...TOOLS,
				"server-stateless/sep-2575-http-server-no-independent-requests-on-stream",
				"server-stateless/sep-2575-missing-capability-http-400",
				"server-stateless/sep-2575-server-rejects-undeclared-capability",
			],
		},
	},
	{
		reason: "reads or watches `test://…`, which only the suite's example server has; it is not found",
		checks: {
			"2025-11-25": [...RESOURCES, "resources-subscribe", "resources-unsubscribe"],
			"2026-07-28": RESOURCES,
		},
	},
	{
		reason: "waitbus has no prompts, and declares none",
		checks: {
			"2025-11-25": PROMPTS,
			"2026-07-28": [...PROMPTS, "caching/sep-2549-prompts-list-caching-hints"],
		},
	},
	{
		reason: "waitbus asks its client for nothing, neither for answers of a person nor of a model",
		checks: {
			"2025-11-25": [
				"elicitation-sep1034-defaults/elicitation-sep1034-general",
				"elicitation-sep1330-enums/elicitation-sep1330-general",
				"tools-call-elicitation",
				"tools-call-sampling",
			],
			"2026-07-28": [
				"input-required-result-basic-elicitation/sep-2322-elicitation-incomplete",
				"input-required-result-basic-list-roots/sep-2322-list-roots-incomplete",
				"input-required-result-basic-sampling/sep-2322-sampling-incomplete",
				"input-required-result-capability-check/sep-2322-respect-client-capabilities",
				"input-required-result-multi-round/sep-2322-multi-round-r1",
				"input-required-result-multiple-input-requests/sep-2322-multiple-inputs-incomplete",
				"input-required-result-non-tool-request/sep-2322-non-tool-incomplete",
				"input-required-result-request-state/sep-2322-request-state-incomplete",
				"input-required-result-result-type/sep-2322-result-type-included",
				"input-required-result-tampered-state/sep-2322-reject-tampered-state",
			],
		},
	},
	{
		reason: "waitbus logs to standard error; logging over the protocol is deprecated, and not declared",
		checks: {
			"2025-11-25": ["logging-set-level", "tools-call-with-logging"],
			"2026-07-28": ["server-stateless/sep-2575-server-no-log-without-loglevel"],
		},
	},
];

export function expectedResult(revision: Revision): ConformanceResult {
	const failures = EXPECTED_FAILURES.flatMap(({ checks }) => checks[revision])
		.map((name) => (name.includes("/") ? name : `${name}/${name}`))
		.sort();
	return { ...SCORES[revision], failures };
}

export function toScoreTable(): string {
	const rows = REVISIONS.map((revision) => {
		const { passedScenarios, scenarios, passedChecks } = SCORES[revision];
		const checks = passedChecks + expectedResult(revision).failures.length;
		return `| ${revision} | ${passedScenarios} of ${scenarios} | ${passedChecks} of ${checks} |`;
	});
	return ["| revision | scenarios passed | checks passed |", "|---|---|---|", ...rows].join("\n");
}

export function toFailureTable(): string {
	const rows = EXPECTED_FAILURES.flatMap(({ reason, checks }) =>
		REVISIONS.filter((revision) => checks[revision].length > 0).map(
			(revision) =>
				`| ${revision} | ${checks[revision].map((each) => `\`${each}\``).join(", ")} | ${reason} |`,
		),
	);
	return ["| revision | checks that fail | reason |", "|---|---|---|", ...rows].join("\n");
}
