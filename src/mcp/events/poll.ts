/** `events/poll`: what has come since the cursor. The server keeps nothing that the client could not do without. */
import type { BusClient } from "../../client/bus-client.js";
import type { JsonObject } from "../../event/event.js";
import { readHead } from "../read-head.js";
import { toOccurrence } from "./occurrence.js";
import type { PollLeases } from "./poll-leases.js";
import { findBegin, parseSubscription, type Subscription } from "./subscription.js";

const NEXT_POLL_MS = 2_000;
const DEFAULT_EVENTS = 50;
const MAX_EVENTS = 1_000;
// Of the whole answer: more is fetched at once, by hasMore.
const MAX_CHARACTERS = 512 * 1024;

export interface PollServices {
	readonly bus: BusClient;
	readonly leases: PollLeases;
	nowMs(): number;
}

/** @throws ProtocolError, BusError */
export async function poll(
	services: PollServices,
	params: unknown,
	signal: AbortSignal,
): Promise<JsonObject> {
	const { bus, leases } = services;
	const subscription = await parseSubscription(params);
	await leases.renew(subscription);
	const head = await readHead(bus, signal);
	const { cursor } = subscription;
	if (cursor === null)
		return { events: [], cursor: head, truncated: false, hasMore: false, nextPollMs: NEXT_POLL_MS };
	const options = { nowMs: services.nowMs(), signal };
	const begin = await findBegin(bus, { ...subscription, cursor }, options);
	const page = await readPage(bus, { ...subscription, cursor: begin.cursor }, signal);
	// Read before the page was: whatever lies up to it has been looked at.
	const seen = page.hasMore || page.cursor > head ? page.cursor : head;
	return {
		events: page.occurrences,
		cursor: seen > cursor ? seen : cursor,
		truncated: begin.isTruncated || page.hasGap,
		hasMore: page.hasMore,
		nextPollMs: NEXT_POLL_MS,
	};
}

interface Page {
	readonly occurrences: readonly JsonObject[];
	/** The last event that was handed out, or where the page began. */
	readonly cursor: string;
	/** Retention took events before they were read. */
	readonly hasGap: boolean;
	readonly hasMore: boolean;
}

async function readPage(
	bus: BusClient,
	{ type, selection, cursor, maxEvents = DEFAULT_EVENTS }: Subscription & { readonly cursor: string },
	signal: AbortSignal,
): Promise<Page> {
	const limit = Math.min(maxEvents, MAX_EVENTS);
	let hasGap = false;
	const stream = bus.subscribe(
		{ ...selection, since: cursor },
		{
			signal,
			onGap: () => {
				hasGap = true;
			},
			onCaughtUp: () => stream.finish(),
		},
	);
	const occurrences: JsonObject[] = [];
	let [last, characters, hasMore] = [cursor, 0, false];
	for await (const event of stream) {
		const occurrence = toOccurrence(type.listing.name, event);
		characters += JSON.stringify(occurrence).length;
		hasMore = occurrences.length === limit || (occurrences.length > 0 && characters > MAX_CHARACTERS);
		if (hasMore) break;
		occurrences.push(occurrence);
		last = event.event_id;
	}
	return { occurrences, cursor: last, hasGap, hasMore };
}
