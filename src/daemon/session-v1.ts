/** A version 1 client: one envelope in, frames out until either side leaves. */
import type { Bus } from "../bus/bus.js";
import type { CommittedEvent } from "../bus/committed-event.js";
import type { Subscription } from "../bus/subscription.js";
import { BusError } from "../errors.js";
import { MAX_FRAME_BYTES_V1 } from "../event/limits.js";
import { encodeFrame, encodeFrameAround } from "../protocol/frame.js";
import {
	ackFrameV1,
	eventFrameV1,
	isSelectedV1,
	isSupportedVersion,
	parseSubscribeV1,
	rejectFrameV1,
	type SubscribeV1,
	toSelectionsV1,
} from "../protocol/version1.js";
import type { DemandBook } from "./demand-book.js";
import type { Outbox } from "./outbox.js";
import { compileSelection } from "./selection.js";

export interface SessionV1Options {
	readonly bus: Bus;
	readonly demands: Pick<DemandBook, "add">;
	readonly outbox: Outbox;
	readonly heartbeatSeconds: number;
	/** Called with what is a defect of waitbus rather than of the envelope. */
	readonly onDefect: (error: unknown) => void;
}

export class SessionV1 {
	readonly #options: SessionV1Options;
	#subscription: Subscription | undefined;
	#takeBack: (() => void) | undefined;
	#isClosed = false;

	constructor(options: SessionV1Options) {
		this.#options = options;
	}

	/** Answers the envelope: an ack and the events, or a reject with its reason, after which the connection ends. */
	start(envelope: Readonly<Record<string, unknown>>, text: string): void {
		if (!isSupportedVersion(envelope, text)) {
			this.#reject("version", "This daemon speaks protocol version 1 in this dialect: send proto 1, or none");
			return;
		}
		try {
			if (Buffer.byteLength(text) > MAX_FRAME_BYTES_V1) {
				throw new BusError(
					"FRAME_INVALID",
					`Cannot read a frame of over ${MAX_FRAME_BYTES_V1} bytes in version 1`,
				);
			}
			this.#subscribe(parseSubscribeV1(envelope));
		} catch (error) {
			if (!(error instanceof BusError)) throw error;
			this.#reject("invalid_request", error.message);
		}
	}

	get isSubscribed(): boolean {
		return this.#subscription !== undefined;
	}

	/** Whether the log holds more that the client may still take. */
	get isBehind(): boolean {
		return this.#subscription?.isBehind === true;
	}

	heartbeat(frame: Buffer): void {
		// A slow reader gets its events later; a late heartbeat would tell it nothing.
		if (!this.#options.outbox.isFull) this.#options.outbox.send(frame);
	}

	onDrain(): void {
		this.#subscription?.resume();
	}

	close(): void {
		this.#isClosed = true;
		this.#subscription?.close();
		this.#takeBack?.();
	}

	#subscribe(subscribe: SubscribeV1): void {
		const { bus, outbox, heartbeatSeconds } = this.#options;
		const { since } = subscribe;
		const caughtUpAt = since === undefined ? null : (bus.log.headEventId() ?? null);
		outbox.send(encodeFrame(ackFrameV1(caughtUpAt, heartbeatSeconds)));
		this.#subscription = bus.subscribe(
			[],
			since === undefined ? { from: "now" } : { from: "event", eventId: since },
			{
				isFull: () => outbox.isFull,
				deliver: (committed) => this.#deliver(subscribe, committed),
				// Version 1 has no word for either: its clients compare ids with caught_up_at.
				gap: () => undefined,
				caughtUp: () => undefined,
			},
		);
		// The client cannot be told how that goes: a source that it names starts while it listens already.
		this.#askSources(subscribe).catch(this.#options.onDefect);
	}

	async #askSources(subscribe: SubscribeV1): Promise<void> {
		const matchers = await Promise.all(toSelectionsV1(subscribe).map(compileSelection));
		if (this.#isClosed) return;
		this.#takeBack = this.#options.demands.add(matchers.filter((matcher) => matcher !== undefined));
	}

	#deliver(subscribe: SubscribeV1, committed: CommittedEvent): void {
		if (!isSelectedV1(subscribe, committed.event)) return;
		this.#options.outbox.send(encodeFrameAround("", committed.encodedAs(eventFrameV1), ""));
	}

	#reject(reason: string, remediation: string): void {
		this.#options.outbox.send(encodeFrame(rejectFrameV1(reason, remediation)));
	}
}
