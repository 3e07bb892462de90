/** Events as an async iterable: bounded, resumed across restarts, and ended by leaving the loop. */
import { BusError } from "../errors.js";
import type { BusEvent } from "../event/event.js";
import type { Selection } from "../protocol/messages.js";
import type { Connection, RequestReply } from "./connection.js";
import { ResumingRequest } from "./resuming-request.js";

// Events the daemon may send ahead of the reader; the rest waits in the log.
const WINDOW_EVENTS = 512;

export interface EventStreamOptions {
	readonly open: (options: { readonly mayStart: boolean }) => Promise<Connection>;
	readonly selection: Selection;
	readonly since: string | undefined;
	readonly signal: AbortSignal | undefined;
	/** Retention removed events that this reader had not seen. */
	readonly onGap: ((removedThrough: string) => void) | undefined;
	/** Everything the log held when the stream began has been given out. */
	readonly onCaughtUp: (() => void) | undefined;
	/** The stream is over, for whatever reason. */
	readonly onClosed?: () => void;
}

/**
 * Every matching event once, in commit order. Leaving the loop, `using` or aborting ends it.
 * @throws BusError in the loop: MATCHER_INVALID, DAEMON_UNREACHABLE; the signal's reason when aborted
 */
export class EventStream implements AsyncIterableIterator<BusEvent> {
	readonly #options: EventStreamOptions;
	readonly #request: ResumingRequest;
	#ready: BusEvent[] = [];
	#waiting:
		| { resolve: (result: IteratorResult<BusEvent>) => void; reject: (error: unknown) => void }
		| undefined;
	#failure: { readonly error: unknown } | undefined;
	#isDone = false;
	#isFinishing = false;
	#taken = 0;
	#cursor: string | undefined;
	readonly #started: Promise<void>;

	constructor(options: EventStreamOptions) {
		this.#options = options;
		this.#cursor = options.since;
		this.#request = new ResumingRequest({
			open: options.open,
			request: () => this.#toRequest(),
			onReply: (reply) => this.#onReply(reply),
			onError: (error) => this.#fail(error),
		});
		options.signal?.addEventListener("abort", this.#onAbort, { once: true });
		this.#started = this.#start();
	}

	/** Resolves when the daemon has registered the stream: events from then on are not missed. */
	get started(): Promise<void> {
		return this.#started;
	}

	async next(): Promise<IteratorResult<BusEvent>> {
		const event = this.#ready.shift();
		if (event !== undefined) {
			this.#grantMore();
			return { done: false, value: event };
		}
		if (this.#failure !== undefined) throw this.#failure.error;
		if (this.#isFinishing) this.close();
		if (this.#isDone) return { done: true, value: undefined };
		return await new Promise((resolve, reject) => {
			this.#waiting = { resolve, reject };
		});
	}

	async return(): Promise<IteratorResult<BusEvent>> {
		this.close();
		return { done: true, value: undefined };
	}

	/** Takes no more from the daemon: the stream ends when what has come is given out. */
	finish(): void {
		this.#isFinishing = true;
		this.#request.close();
		if (this.#waiting !== undefined) this.close();
	}

	/** Ends the stream; a pending `next` resolves as done. */
	close(): void {
		if (this.#isDone) return;
		this.#isDone = true;
		this.#ready = [];
		this.#options.signal?.removeEventListener("abort", this.#onAbort);
		this.#request.postAbout((target) => ({ op: "cancel", target }));
		this.#request.close();
		this.#waiting?.resolve({ done: true, value: undefined });
		this.#waiting = undefined;
		this.#options.onClosed?.();
	}

	[Symbol.asyncIterator](): this {
		return this;
	}

	[Symbol.dispose](): void {
		this.close();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.close();
	}

	#onRegistered: () => void = () => undefined;

	async #start(): Promise<void> {
		if (this.#options.signal?.aborted === true) return this.#fail(this.#options.signal.reason);
		const registered = new Promise<void>((resolve) => {
			this.#onRegistered = resolve;
		});
		try {
			await this.#request.start();
		} catch (error) {
			return this.#fail(error);
		}
		await registered;
	}

	#toRequest() {
		this.#taken = 0;
		const since = this.#cursor === undefined ? {} : { since: this.#cursor };
		return {
			op: "subscribe" as const,
			...this.#options.selection,
			...since,
			credit: Math.max(1, WINDOW_EVENTS - this.#ready.length),
		};
	}

	#onReply(reply: RequestReply): void {
		if (reply.op === "subscribed") {
			// A stream that began now goes on from here after a restart.
			this.#cursor ??= reply.cursor ?? "start";
			this.#onRegistered();
		} else if (reply.op === "event") {
			this.#cursor = reply.event.event_id;
			this.#give(reply.event);
		} else if (reply.op === "gap") {
			this.#options.onGap?.(reply.removed_through);
		} else if (reply.op === "caught_up") {
			this.#options.onCaughtUp?.();
		} else {
			this.#fail(new BusError("INTERNAL", `Cannot use the reply "${reply.op}" in a stream of events`));
		}
	}

	#give(event: BusEvent): void {
		if (this.#waiting === undefined) {
			this.#ready.push(event);
			return;
		}
		const { resolve } = this.#waiting;
		this.#waiting = undefined;
		this.#grantMore();
		resolve({ done: false, value: event });
	}

	#grantMore(): void {
		this.#taken += 1;
		if (this.#taken < WINDOW_EVENTS / 2) return;
		const credit = this.#taken;
		this.#taken = 0;
		this.#request.postAbout((target) => ({ op: "credit", target, credit }));
	}

	#fail(error: unknown): void {
		if (this.#isDone) return;
		this.#failure = { error };
		this.#onRegistered();
		this.#options.signal?.removeEventListener("abort", this.#onAbort);
		this.#request.postAbout((target) => ({ op: "cancel", target }));
		this.#request.close();
		this.#waiting?.reject(error);
		this.#waiting = undefined;
		this.#options.onClosed?.();
	}

	readonly #onAbort = (): void => this.#fail(this.#options.signal?.reason);
}
