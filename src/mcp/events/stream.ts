/** `events/stream`: a request that lasts, with a notification for each event, until it is cancelled. */
import { ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";
import type { BusClient } from "../../client/bus-client.js";
import { BusError } from "../../errors.js";
import type { JsonObject } from "../../event/event.js";
import type { Timers } from "../pending-waits.js";
import { toProtocolError } from "./event-errors.js";
import { pause } from "../pause.js";
import { readHead } from "../read-head.js";
import { toOccurrence } from "./occurrence.js";
import { type Begin, findBegin, parseSubscription, type Subscription } from "./subscription.js";

type EventNotification = "active" | "event" | "error" | "heartbeat" | "terminated";

export interface StreamServices {
	readonly bus: BusClient;
	readonly timers: Timers;
	/** Resolves when the client's side has taken it. */
	notify(notification: EventNotification, params: JsonObject): Promise<void>;
}

// The extension wants one at least every 30 seconds.
const HEARTBEAT_MS = 25_000;
const RETRY_MS = 2_000;

/** Resolves when the signal aborts. @throws ProtocolError, BusError before anything was notified */
export async function stream(services: StreamServices, params: unknown, signal: AbortSignal): Promise<void> {
	const { bus, timers } = services;
	const subscription = await parseSubscription(params);
	const asked = subscription.cursor ?? (await readHead(bus, signal));
	const options = { nowMs: timers.nowMs(), signal };
	const begin = await findBegin(bus, { ...subscription, cursor: asked }, options);
	await new Streaming(services, subscription, { begin, signal }).run();
}

class Streaming {
	readonly #services: StreamServices;
	readonly #subscription: Subscription;
	readonly #signal: AbortSignal;
	readonly #isTruncated: boolean;
	/** Everything up to here has been told, or is not meant. */
	#cursor: string;
	#isActive = false;

	constructor(
		services: StreamServices,
		subscription: Subscription,
		{ begin, signal }: { readonly begin: Begin; readonly signal: AbortSignal },
	) {
		this.#services = services;
		this.#subscription = subscription;
		this.#signal = signal;
		this.#cursor = begin.cursor;
		this.#isTruncated = begin.isTruncated;
	}

	async run(): Promise<void> {
		const stopBeating = this.#beat();
		try {
			while (await this.#goesOn());
		} finally {
			stopBeating();
		}
	}

	async #goesOn(): Promise<boolean> {
		try {
			await this.#follow();
			return false;
		} catch (error) {
			if (this.#signal.aborted) return false;
			if (!this.#isActive) throw error;
			const isLasting = !(error instanceof BusError && error.code === "DAEMON_UNREACHABLE");
			await this.#notify(isLasting ? "terminated" : "error", { error: describe(error) });
			if (!isLasting) await pause(this.#services.timers, RETRY_MS, this.#signal);
			return !isLasting;
		}
	}

	async #follow(): Promise<void> {
		const { selection, type } = this.#subscription;
		let isArmed = false;
		const events = this.#services.bus.subscribe(
			{ ...selection, since: this.#cursor },
			{
				signal: this.#signal,
				onArmed: () => {
					isArmed = true;
				},
				onGap: (removedThrough) => {
					this.#cursor = removedThrough;
					void this.#notify("active", { cursor: removedThrough, truncated: true });
				},
			},
		);
		await events.started;
		if (isArmed && !this.#isActive) await this.#activate();
		for await (const event of events) {
			const { event_id: cursor } = event;
			// First, so that no heartbeat behind the event has a cursor before it.
			this.#cursor = cursor;
			await this.#notify("event", { ...toOccurrence(type.listing.name, event), cursor });
		}
	}

	async #activate(): Promise<void> {
		this.#isActive = true;
		await this.#notify("active", { cursor: this.#cursor, truncated: this.#isTruncated });
	}

	/** Each tells how far the one before has looked, so that it never has to wait. */
	#beat(): () => void {
		const beat = (): void => {
			timer = this.#services.timers.setTimer(HEARTBEAT_MS, beat);
			if (!this.#isActive) return;
			void this.#notify("heartbeat", { cursor: this.#cursor });
			this.#advance().catch(() => undefined);
		};
		let timer = this.#services.timers.setTimer(HEARTBEAT_MS, beat);
		return () => timer.cancel();
	}

	/** When nothing that is meant lies between, the cursor moves on, so that retention does not overtake it. */
	async #advance(): Promise<void> {
		const { bus } = this.#services;
		const head = await readHead(bus, this.#signal);
		const since = this.#cursor;
		const options = { limit: 1, signal: this.#signal };
		const { events } = await bus.query({ ...this.#subscription.selection, since }, options);
		if (events.length === 0 && head > this.#cursor) this.#cursor = head;
	}

	async #notify(notification: EventNotification, params: JsonObject): Promise<void> {
		if (!this.#signal.aborted) await this.#services.notify(notification, params);
	}
}

function describe(error: unknown): JsonObject {
	const translated = toProtocolError(error);
	if (translated instanceof ProtocolError) return { code: translated.code, message: translated.message };
	return { code: ProtocolErrorCode.InternalError, message: String(error) };
}
