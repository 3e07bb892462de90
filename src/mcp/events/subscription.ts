/** What a poll or a stream asks for, and from where on. */
import type { BusClient } from "../../client/bus-client.js";
import type { SelectionOptions } from "../../client/terms.js";
import { lowestEventIdAt } from "../../event/event-id.js";
import { createInputParser } from "../tool.js";
import { input } from "../schemas.js";
import { eventNotFound } from "./event-errors.js";
import { EVENT_TYPES, type EventType } from "./event-types.js";

interface Params {
	readonly name: string;
	readonly arguments?: object;
	readonly cursor?: string | null;
	readonly maxAgeMs?: number;
	readonly maxEvents?: number;
}

export interface Subscription {
	readonly type: EventType;
	/** As the client said it. */
	readonly arguments: object;
	readonly selection: SelectionOptions;
	/** Null begins now. */
	readonly cursor: string | null;
	readonly maxAgeMs: number | undefined;
	readonly maxEvents: number | undefined;
}

const parseParams = createInputParser<Params>(
	{
		...input(
			{
				name: { type: "string" },
				arguments: { type: "object" },
				cursor: { type: ["string", "null"], pattern: "^[0-7][0-9A-Z]{25}$" },
				maxAgeMs: { type: "number", minimum: 0 },
				maxEvents: { type: "integer", minimum: 1 },
			},
			["name"],
		),
		// _meta, and what a later text of the extension adds.
		additionalProperties: true,
	},
	{ what: "subscribe", hint: "docs/mcp.md shows the parameters of events/poll and events/stream" },
);

/** @throws ProtocolError -32011; BusError REQUEST_INVALID */
export async function parseSubscription(params: unknown): Promise<Subscription> {
	const { name, arguments: given = {}, cursor = null, maxAgeMs, maxEvents } = await parseParams(params);
	const type = EVENT_TYPES.find(({ listing }) => listing.name === name);
	if (type === undefined) throw eventNotFound(name);
	return { type, arguments: given, selection: await type.select(given), cursor, maxAgeMs, maxEvents };
}

export interface Begin {
	readonly cursor: string;
	/** Events after the client's cursor are left out, because they are too old. */
	readonly isTruncated: boolean;
}

/** Where reading begins when nothing older than `maxAgeMs` is wanted. */
export async function findBegin(
	bus: BusClient,
	{ selection, maxAgeMs, cursor }: Pick<Subscription, "selection" | "maxAgeMs"> & { readonly cursor: string },
	{ nowMs, signal }: { readonly nowMs: number; readonly signal: AbortSignal },
): Promise<Begin> {
	// Event ids begin with their time, so they order with it.
	const floor = maxAgeMs === undefined ? "" : lowestEventIdAt(Math.max(0, nowMs - maxAgeMs));
	if (cursor >= floor) return { cursor, isTruncated: false };
	const { events } = await bus.query({ ...selection, since: cursor }, { limit: 1, signal });
	const [first] = events;
	return { cursor: floor, isTruncated: first !== undefined && first.event_id < floor };
}
