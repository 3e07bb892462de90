/** How CI stands, from what the log holds. */
import type { BusClient } from "../../client/bus-client.js";
import { BusError } from "../../errors.js";
import type { JsonObject } from "../../event/event.js";
import type { SubjectReport } from "../../event/subject-report.js";
import { readFailedJobs, readRuns, type RowsRequest } from "../ci-rows.js";
import { input, output, READ_ONLY } from "../schemas.js";
import { defineTool, type ToolAnswer } from "../tool.js";

interface Input {
	readonly view: "status" | "failed_jobs" | "pr_aggregate";
	readonly repo?: string | null;
	readonly pr_number?: number | null;
	readonly limit?: number;
}

interface Question extends RowsRequest {
	readonly bus: BusClient;
}

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

async function askForRuns({ bus, ...request }: Question): Promise<ToolAnswer> {
	const runs = await readRuns(bus, request);
	return { text: `${runs.length} workflow(s)`, data: toLines(runs), structured: { runs } };
}

async function askForFailedJobs({ bus, ...request }: Question): Promise<ToolAnswer> {
	const jobs = await readFailedJobs(bus, request);
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

function toLines(rows: readonly JsonObject[]): readonly string[] {
	return rows.map((row) => JSON.stringify(row));
}
