/** Reading the log a page at a time, without staying for what comes later. */
import type { BusEvent } from "../event/event.js";
import { withoutAbsent } from "../event/without-absent.js";
import type { Selection } from "../protocol/messages.js";
import type { Connection } from "./connection.js";
import { unexpectedReply } from "./unexpected-reply.js";

/** How much of the log one query reads. */
export interface QueryOptions {
	/** Events to return at most, 1 to 100,000. @default 100 */
	readonly limit?: number;
	/** The last ones instead of the first. @default false */
	readonly newest?: boolean;
	readonly signal?: AbortSignal;
}

/** A part of the log, and the cursor after which it goes on. */
export interface QueryPage {
	/** In commit order. */
	readonly events: readonly BusEvent[];
	/** `since` of the next page; undefined when this was the last. */
	readonly next: string | undefined;
}

export interface QueryRequest {
	readonly selection: Selection;
	readonly since: string | undefined;
	readonly limit: number | undefined;
	readonly newest: boolean | undefined;
}

export interface LatestOptions {
	/** `owner/repo` or `owner/*`. @default every repository */
	readonly repo?: string | undefined;
	/** Only what is older than this event. */
	readonly before?: string | undefined;
	/** 1 to 1,000. @default 100 */
	readonly limit?: number;
	readonly signal?: AbortSignal;
}

export function query(
	connection: Connection,
	{ selection, since, limit, newest }: QueryRequest,
): Promise<QueryPage> {
	return readPage(connection, { op: "query", ...selection, ...withoutAbsent({ since, limit, newest }) });
}

export async function latest(
	connection: Connection,
	of: "workflows" | "failed_jobs",
	{ repo, before, limit }: LatestOptions,
): Promise<readonly BusEvent[]> {
	const { events } = await readPage(connection, {
		op: "latest",
		of,
		...withoutAbsent({ repo, before, limit }),
	});
	return events;
}

function readPage(connection: Connection, request: Parameters<Connection["send"]>[0]): Promise<QueryPage> {
	return new Promise((resolve, reject) => {
		const events: BusEvent[] = [];
		const id = connection.send(request, {
			onReply: (reply) => {
				if (reply.op === "event") return void events.push(reply.event);
				connection.forget(id);
				if (reply.op === "end") resolve({ events, next: reply.next ?? undefined });
				else reject(unexpectedReply(reply, "a query"));
			},
			onError: reject,
		});
	});
}
