/** The Events extension, SEP-3415: what happens on the bus as events of the protocol. Its text may yet change. */
// As in create-server.ts: the lower layer is what takes a method of an extension.
/* oxlint-disable typescript/no-deprecated */
import { fromJsonSchema, type Server } from "@modelcontextprotocol/server";
import type { BusClient } from "../../client/bus-client.js";
import type { Timers } from "../pending-waits.js";
import { subscriptionNotFound, tooManyStreams, toProtocolError, webhookUnsupported } from "./event-errors.js";
import { EVENT_TYPES } from "./event-types.js";
import { poll } from "./poll.js";
import type { PollLeases } from "./poll-leases.js";
import { stream } from "./stream.js";

export const EVENTS_EXTENSION = "io.modelcontextprotocol/events";

const SUBSCRIPTION_ID = "io.modelcontextprotocol/subscriptionId";
const MAX_STREAMS = 256;

export interface EventsServices {
	readonly bus: BusClient;
	readonly timers: Timers;
	readonly leases: PollLeases;
}

export function serveEvents(server: Server, { bus, timers, leases }: EventsServices): void {
	// What is wrong with them is told in our own words.
	const params = { params: fromJsonSchema<object>({ type: "object" }) };
	let streams = 0;
	server.setRequestHandler("events/list", params, () => ({
		events: EVENT_TYPES.map(({ listing }) => ({ ...listing })),
	}));
	server.setRequestHandler("events/poll", params, async (given, { mcpReq: { signal } }) =>
		translated(poll({ bus, leases, nowMs: () => timers.nowMs() }, given, signal)),
	);
	server.setRequestHandler("events/stream", params, async (given, { mcpReq: { id, signal, notify } }) => {
		if (streams === MAX_STREAMS) throw tooManyStreams(MAX_STREAMS);
		const meta = { [SUBSCRIPTION_ID]: id };
		const tell = async (name: string, told: object): Promise<void> => {
			// A client that is gone hears nothing more; the request ends by its signal.
			await notify({ method: `notifications/events/${name}`, params: { ...told, _meta: meta } }).catch(
				() => undefined,
			);
		};
		streams += 1;
		try {
			await translated(stream({ bus, timers, notify: tell }, given, signal));
			return { _meta: meta };
		} finally {
			streams -= 1;
		}
	});
	server.setRequestHandler("events/subscribe", params, () => {
		throw webhookUnsupported();
	});
	server.setRequestHandler("events/unsubscribe", params, () => {
		throw subscriptionNotFound();
	});
}

async function translated<Result>(work: Promise<Result>): Promise<Result> {
	try {
		return await work;
	} catch (error) {
		throw toProtocolError(error);
	}
}
