/** How CI stands, from what the log holds. */
import type { BusClient } from "../../client/bus-client.js";
import { BusError } from "../../errors.js";
import type { BusEvent, JsonObject, JsonValue } from "../../event/event.js";
import type { SubjectReport } from "../../event/subject-report.js";
import { withoutAbsent } from "../../event/without-absent.js";
import { input, output, READ_ONLY } from "../schemas.js";
import { defineTool, type ToolAnswer } from "../tool.js";

interface Input {
	readonly view: "status" | "failed_jobs" | "pr_aggregate";
	readonly repo?: string | null;
	readonly pr_number?: number | null;
	readonly limit?: number;
}

interface Question {
	readonly bus: BusClient;
	readonly repo: string | undefined;
	readonly limit: number;
	readonly signal: AbortSignal;
}

/** So many of the last events are looked through. */
const LOOKED_THROUGH = 2_000;

const ROWS = {
	type: "array",
	items: {
		type: "object",
		properties: {
			repo: { type: "string", description: "owner/repo" },
			event_id: { type: "string" },
			received_at: { type: "string", description: "Nanoseconds since the epoch, as text" },
		},
		required: ["repo", "event_id", "received_at"],
	},
};

export const queryCi = defineTool<Input>({
	listing: {
		name: "query_ci",
		title: "Query CI",
		description:
			'How CI stands, without waiting: view "status" is the newest run of each workflow, "failed_jobs" the newest jobs that failed, "pr_aggregate" the checks of one pull request (needs repo and pr_number). To wait for a result use wait_for_event with repo and pr.',
		annotations: READ_ONLY,
		inputSchema: input(
			{
				view: { enum: ["status", "failed_jobs", "pr_aggregate"] },
				repo: {
					type: ["string", "null"],
					pattern: "^[^/\\s]+/[^/\\s]+$",
					description: "owner/repo. Default: all that the bus has heard of",
				},
				pr_number: { type: ["integer", "null"], minimum: 1 },
				limit: { type: "integer", minimum: 1, maximum: 100, description: "Default: 20" },
			},
			["view"],
		),
		outputSchema: output(
			{
				runs: { ...ROWS, description: "Of status: newest first" },
				jobs: { ...ROWS, description: "Of failed_jobs: newest first" },
				report: { type: "object", description: "Of pr_aggregate: state, results, and text for people" },
			},
			[],
		),
	},
	run: async ({ view, repo: given, pr_number: pr, limit = 20 }, { bus, signal }) => {
		const question = { bus, repo: given ?? undefined, limit, signal };
		if (view === "status") return await askForRuns(question);
		if (view === "failed_jobs") return await askForFailedJobs(question);
		return await askForPull(question, pr ?? undefined);
	},
});

async function askForRuns(question: Question): Promise<ToolAnswer> {
	const keys = ["run_id", "workflow_name", "head_branch", "head_sha", "status", "conclusion"];
	const events = await readNewest(question, { eventType: "workflow_run" });
	const runs = newestOf(events, "workflow_name")
		.slice(0, question.limit)
		.map((event) => toRow(event, keys));
	return { text: `${runs.length} workflow(s)`, data: toLines(runs), structured: { runs } };
}

async function askForFailedJobs(question: Question): Promise<ToolAnswer> {
	const keys = ["job_id", "job_name", "parent_run_id", "conclusion", "html_url"];
	const match = ["failure", "timed_out", "cancelled", "startup_failure"].map((each) => `conclusion=${each}`);
	const events = await readNewest(question, { eventType: "workflow_job", match });
	const jobs = newestOf(events, "job_id")
		.slice(0, question.limit)
		.map((event) => toRow(event, keys));
	return { text: `${jobs.length} failed job(s)`, data: toLines(jobs), structured: { jobs } };
}

async function askForPull({ bus, repo, signal }: Question, pr: number | undefined): Promise<ToolAnswer> {
	if (repo === undefined || pr === undefined)
		throw new BusError("REQUEST_INVALID", "Cannot call query_ci: pr_aggregate needs repo and pr_number", {
			hint: 'Call it with {"view":"pr_aggregate","repo":"owner/repo","pr_number":7}',
		});
	const report = await readStanding(bus, { repo, pr, signal });
	return { text: `checks of ${repo}#${pr}`, data: [report.text], structured: { report } };
}

/** How the checks stand now: the first thing that a wait for them is told. */
async function readStanding(
	bus: BusClient,
	{ repo, pr, signal }: { readonly repo: string; readonly pr: number; readonly signal: AbortSignal },
): Promise<SubjectReport> {
	const enough = new AbortController();
	const first = new Promise<SubjectReport>((resolve, reject) => {
		bus
			.wait({ repo, pr }, { signal: AbortSignal.any([signal, enough.signal]), onProgress: resolve })
			.then(({ report }) => {
				if (report !== undefined) resolve(report);
			}, reject);
	});
	try {
		return await first;
	} finally {
		enough.abort();
	}
}

async function readNewest(
	{ bus, repo, signal }: Question,
	selection: { readonly eventType: string; readonly match?: readonly string[] },
): Promise<readonly BusEvent[]> {
	const { events } = await bus.query(
		{ source: "github", ...selection, ...withoutAbsent({ repo }), since: "start" },
		{ limit: LOOKED_THROUGH, newest: true, signal },
	);
	return events;
}

/** The last event of a repository for each value of the field, the newest first. */
function newestOf(events: readonly BusEvent[], field: string): readonly BusEvent[] {
	const newest = new Map<string, BusEvent>();
	for (const event of [...events].reverse()) {
		const key = JSON.stringify([toSlug(event), event.fields[field]]);
		if (!newest.has(key)) newest.set(key, event);
	}
	return [...newest.values()];
}

function toRow(event: BusEvent, keys: readonly string[]): JsonObject {
	const fields: [string, JsonValue][] = keys.map((key) => [key, event.fields[key] ?? null]);
	return {
		repo: toSlug(event),
		...Object.fromEntries(fields),
		event_id: event.event_id,
		received_at: String(event.received_at),
	};
}

function toSlug({ owner, repo }: BusEvent): string {
	return `${owner}/${repo}`;
}

function toLines(rows: readonly JsonObject[]): readonly string[] {
	return rows.map((row) => JSON.stringify(row));
}
