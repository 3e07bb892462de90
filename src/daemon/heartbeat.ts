/** The heartbeat of protocol version 1: it beats only while such a client listens. */
import type { Clock, Timer } from "../platform/clock.js";
import { encodeFrame } from "../protocol/frame.js";
import { heartbeatFrameV1 } from "../protocol/version1.js";

export interface HeartbeatOptions {
	readonly clock: Clock;
	/** At first. */
	readonly periodMs: number;
	/** Sends the frame to every version 1 client; says how many there were. */
	readonly send: (frame: Buffer) => number;
}

export class Heartbeat {
	readonly #options: HeartbeatOptions;
	readonly #startedMs: number;
	#periodMs: number;
	#timer: Timer | undefined;
	#isClosed = false;

	constructor(options: HeartbeatOptions) {
		this.#options = options;
		this.#periodMs = options.periodMs;
		this.#startedMs = options.clock.monotonicMs();
	}

	/** There is somebody to beat for. */
	start(): void {
		if (this.#isClosed) return;
		this.#timer ??= this.#options.clock.setTimer(this.#periodMs, () => this.#beat());
	}

	/** From now on. Whoever listens hears the next one after the new period. */
	setPeriod(periodMs: number): void {
		const isBeating = this.#timer !== undefined;
		this.#periodMs = periodMs;
		this.#timer?.cancel();
		this.#timer = undefined;
		if (isBeating) this.start();
	}

	close(): void {
		this.#isClosed = true;
		this.#timer?.cancel();
	}

	#beat(): void {
		const { clock, send } = this.#options;
		this.#timer = undefined;
		const frame = heartbeatFrameV1(clock.nowMs(), clock.monotonicMs() - this.#startedMs);
		if (send(encodeFrame(frame)) > 0) this.start();
	}
}
