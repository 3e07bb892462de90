/** Rows of CI: the last word on each workflow or job, as the log has it. */
import type { BusClient } from "../client/bus-client.js";
import type { BusEvent, JsonObject, JsonValue } from "../event/event.js";
import { withoutAbsent } from "../event/without-absent.js";

export interface RowsRequest {
	/** `owner/repo`. @default all that the bus has heard of */
	readonly repo: string | undefined;
	readonly limit: number;
	readonly signal: AbortSignal;
}

/** So many of the last events are looked through. */
const LOOKED_THROUGH = 2_000;

/** The newest run of each workflow, the newest first. */
export async function readRuns(bus: BusClient, request: RowsRequest): Promise<readonly JsonObject[]> {
	const keys = ["run_id", "workflow_name", "head_branch", "head_sha", "status", "conclusion"];
	const events = await readNewest(bus, { ...request, eventType: "workflow_run" });
	return newestOf(events, "workflow_name")
		.slice(0, request.limit)
		.map((event) => toRow(event, keys));
}

/** The jobs that failed, the newest first. */
export async function readFailedJobs(bus: BusClient, request: RowsRequest): Promise<readonly JsonObject[]> {
	const keys = ["job_id", "job_name", "parent_run_id", "conclusion", "html_url"];
	const match = ["failure", "timed_out", "cancelled", "startup_failure"].map((each) => `conclusion=${each}`);
	const events = await readNewest(bus, { ...request, eventType: "workflow_job", match });
	return newestOf(events, "job_id")
		.slice(0, request.limit)
		.map((event) => toRow(event, keys));
}

async function readNewest(
	bus: BusClient,
	{
		repo,
		signal,
		eventType,
		match,
	}: RowsRequest & { readonly eventType: string; readonly match?: readonly string[] },
): Promise<readonly BusEvent[]> {
	const { events } = await bus.query(
		{ source: "github", eventType, ...withoutAbsent({ match, repo }), since: "start" },
		{ limit: LOOKED_THROUGH, newest: true, signal },
	);
	return events;
}

/** The last event of a repository for each value of the field, the newest first. */
function newestOf(events: readonly BusEvent[], field: string): readonly BusEvent[] {
	const newest = new Map<string, BusEvent>();
	for (const event of [...events].reverse()) {
		const key = JSON.stringify([event.owner, event.repo, event.fields[field]]);
		if (!newest.has(key)) newest.set(key, event);
	}
	return [...newest.values()];
}

function toRow(event: BusEvent, keys: readonly string[]): JsonObject {
	const fields: [string, JsonValue][] = keys.map((key) => [key, event.fields[key] ?? null]);
	return {
		repo: `${event.owner}/${event.repo}`,
		...Object.fromEntries(fields),
		event_id: event.event_id,
		received_at: String(event.received_at),
	};
}
