/** Reading the log a page at a time, without staying for what comes later. */
import type { BusEvent } from "../event/event.js";
import { withoutAbsent } from "../event/without-absent.js";
import type { Selection } from "../protocol/messages.js";
import type { Connection } from "./connection.js";
import { unexpectedReply } from "./unexpected-reply.js";

export interface QueryOptions {
	/** Events to return at most, 1 to 100,000. @default 100 */
	readonly limit?: number;
	/** The last ones instead of the first. @default false */
	readonly newest?: boolean;
	readonly signal?: AbortSignal;
}

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

export function query(
	connection: Connection,
	{ selection, since, limit, newest }: QueryRequest,
): Promise<QueryPage> {
	return new Promise((resolve, reject) => {
		const events: BusEvent[] = [];
		const id = connection.send(
			{ op: "query", ...selection, ...withoutAbsent({ since, limit, newest }) },
			{
				onReply: (reply) => {
					if (reply.op === "event") return void events.push(reply.event);
					connection.forget(id);
					if (reply.op === "end") resolve({ events, next: reply.next ?? undefined });
					else reject(unexpectedReply(reply, "a query"));
				},
				onError: reject,
			},
		);
	});
}
