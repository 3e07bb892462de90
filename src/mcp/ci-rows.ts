/** Rows of CI: the last word on each workflow or job, as the log has it. */
import type { BusClient } from "../client/bus-client.js";
import type { BusEvent, JsonObject, JsonValue } from "../event/event.js";
import { withoutAbsent } from "../event/without-absent.js";
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

interface Question extends RowsRequest {
	readonly eventType: string;
	readonly match?: readonly string[];
	/** What tells one subject from another within a repository. */
	readonly subject: string;
	readonly keys: readonly string[];
}

const READ_AT_ONCE = 5_000;
const MAX_TEXT_CHARACTERS = 500;

/** The newest run of each workflow, the newest first. */
export async function readRuns(bus: BusClient, request: RowsRequest): Promise<RowsPage> {
	const keys = ["run_id", "workflow_name", "head_branch", "head_sha", "status", "conclusion"];
	return await readPage(bus, { ...request, eventType: "workflow_run", subject: "workflow_name", keys });
}

/** The jobs that failed, the newest first. */
export async function readFailedJobs(bus: BusClient, request: RowsRequest): Promise<RowsPage> {
	const keys = ["job_id", "job_name", "parent_run_id", "conclusion", "html_url"];
	const match = ["failure", "timed_out", "cancelled", "startup_failure"].map((each) => `conclusion=${each}`);
	return await readPage(bus, { ...request, eventType: "workflow_job", match, subject: "job_id", keys });
}

async function readPage(bus: BusClient, question: Question): Promise<RowsPage> {
	const { cursor, limit } = question;
	const newest = [...(await readNewest(bus, question)).values()].reverse();
	// Event ids grow with commit order, so what is older than the cursor is less.
	const older = newest.filter(({ event_id: id }) => cursor === undefined || id < cursor);
	const rows = fit(older.slice(0, limit));
	return { rows, nextCursor: rows.length < older.length ? (rows.at(-1)?.event_id ?? null) : null };
}

/** The last row of each subject, the oldest first; of all that the log holds, a part at a time. */
async function readNewest(
	bus: BusClient,
	{ repo, signal, eventType, match, subject, keys }: Question,
): Promise<ReadonlyMap<string, Row>> {
	const selection = { source: "github", eventType, ...withoutAbsent({ match, repo }) };
	const newest = new Map<string, Row>();
	let since: string | undefined = "start";
	while (since !== undefined) {
		const page = await bus.query({ ...selection, since }, { limit: READ_AT_ONCE, signal });
		for (const event of page.events) {
			const key = JSON.stringify([event.owner, event.repo, event.fields[subject]]);
			// A key that is set again would keep its place.
			newest.delete(key);
			newest.set(key, toRow(event, keys));
		}
		since = page.next;
	}
	return newest;
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
