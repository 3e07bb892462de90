/** Rows of CI: the last word on each workflow or job, as the log has it. */
import type { BusClient } from "../client/bus-client.js";
import type { LatestOptions } from "../client/query.js";
import type { BusEvent, JsonObject, JsonValue } from "../event/event.js";
import { toShown } from "../event/fence.js";
import { fit } from "./fit.js";

export interface RowsRequest {
	/** `owner/repo`. @default all that the bus has heard of */
	readonly repo: string | undefined;
	readonly limit: number;
	/** The last row of the page before. */
	readonly cursor?: string | undefined;
	readonly signal: AbortSignal;
}

type Row = JsonObject & { readonly event_id: string };

export interface RowsPage {
	readonly rows: readonly Row[];
	/** The last row, when there are more. */
	readonly nextCursor: string | null;
}

const RUN_KEYS = ["run_id", "workflow_name", "head_branch", "head_sha", "status", "conclusion"];
const JOB_KEYS = ["job_id", "job_name", "parent_run_id", "conclusion", "html_url"];
const MAX_TEXT_CHARACTERS = 500;

/** The newest run of each workflow, the newest first. */
export async function readRuns(bus: BusClient, request: RowsRequest): Promise<RowsPage> {
	return toPage(await bus.latest("workflows", toOptions(request)), request.limit, RUN_KEYS);
}

/** The jobs that failed, the newest first. */
export async function readFailedJobs(bus: BusClient, request: RowsRequest): Promise<RowsPage> {
	return toPage(await bus.latest("failed_jobs", toOptions(request)), request.limit, JOB_KEYS);
}

/** With one more than is wanted, to know whether there are more. */
function toOptions({ repo, limit, cursor, signal }: RowsRequest): LatestOptions {
	return { repo, before: cursor, limit: limit + 1, signal };
}

function toPage(events: readonly BusEvent[], limit: number, keys: readonly string[]): RowsPage {
	const newestFirst = [...events].reverse().map((event) => toRow(event, keys));
	const rows = fit(newestFirst.slice(0, limit));
	return { rows, nextCursor: rows.length < newestFirst.length ? (rows.at(-1)?.event_id ?? null) : null };
}

function toRow(event: BusEvent, keys: readonly string[]): Row {
	const fields: [string, JsonValue][] = keys.map((key) => [key, toShort(event.fields[key] ?? null)]);
	return toShown({
		repo: `${event.owner}/${event.repo}`,
		...Object.fromEntries(fields),
		event_id: event.event_id,
		received_at: String(event.received_at),
	});
}

function toShort(value: JsonValue): JsonValue {
	if (typeof value === "string" && value.length > MAX_TEXT_CHARACTERS)
		return `${value.slice(0, MAX_TEXT_CHARACTERS)}…`;
	return typeof value === "object" ? null : value;
}
