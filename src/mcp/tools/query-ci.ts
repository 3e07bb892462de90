/** How CI stands, from what the log holds. */
import type { BusClient } from "../../client/bus-client.js";
import { BusError } from "../../errors.js";
import type { SubjectReport } from "../../event/subject-report.js";
import { readFailedJobs, readRuns, type RowsPage, type RowsRequest } from "../ci-rows.js";
import { pageReport } from "../fit-report.js";
import { fencedOutput, input, NEXT_CURSOR, orNull, READ_ONLY } from "../schemas.js";
import { defineTool, type ToolAnswer } from "../tool.js";

interface Input {
	readonly view: "status" | "failed_jobs" | "pr_aggregate";
	readonly repo?: string | null;
	readonly pr_number?: number | null;
	readonly limit?: number;
	readonly cursor?: string | null;
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
				repo: orNull({
					type: "string",
					pattern: "^[^/\\s]+/[^/\\s]+$",
					description: "owner/repo, or owner/* for all of one owner. Default: all that the bus has heard of",
				}),
				pr_number: orNull({ type: "integer", minimum: 1 }),
				limit: { type: "integer", minimum: 1, maximum: 100, description: "Default: 20" },
				cursor: orNull({
					type: "string",
					pattern: "^(\\d{1,9}|[0-9A-Z]{26})$",
					description: "next_cursor of the last answer: goes on with what is older",
				}),
			},
			["view"],
		),
		outputSchema: fencedOutput(
			{
				runs: { ...ROWS, description: "Of status: newest first" },
				jobs: { ...ROWS, description: "Of failed_jobs: newest first" },
				report: { type: "object", description: "Of pr_aggregate: state, results, and text for people" },
				next_cursor: NEXT_CURSOR,
			},
			["next_cursor"],
		),
	},
	run: async ({ view, repo: given, pr_number: pr, limit = 20, cursor }, { bus, signal }) => {
		const question = { bus, repo: given ?? undefined, limit, cursor: cursor ?? undefined, signal };
		if (view === "status") return toAnswer("runs", await readRuns(bus, question));
		if (view === "failed_jobs") return toAnswer("jobs", await readFailedJobs(bus, question));
		return await askForPull(question, pr ?? undefined);
	},
});

function toAnswer(name: "runs" | "jobs", { rows, nextCursor }: RowsPage): ToolAnswer {
	const what = name === "runs" ? "workflow(s)" : "failed job(s)";
	return {
		text: `${rows.length} ${what}${toMore(nextCursor)}`,
		structured: { next_cursor: nextCursor },
		untrusted: { [name]: rows },
	};
}

function toMore(nextCursor: string | null): string {
	return nextCursor === null ? "" : `; next_cursor ${nextCursor}`;
}

async function askForPull(
	{ bus, repo, cursor, signal }: Question,
	pr: number | undefined,
): Promise<ToolAnswer> {
	if (repo === undefined || pr === undefined)
		throw new BusError("REQUEST_INVALID", "Cannot call query_ci: pr_aggregate needs repo and pr_number", {
			hint: 'Call it with {"view":"pr_aggregate","repo":"owner/repo","pr_number":7}',
		});
	const { report, nextCursor } = pageReport(await readStanding(bus, { repo, pr, signal }), cursor);
	return {
		text: `checks of ${repo}#${pr}${toMore(nextCursor)}`,
		structured: { next_cursor: nextCursor },
		untrusted: { report },
	};
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
