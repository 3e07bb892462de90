/** Events as an async iterable: bounded, resumed across restarts, and ended by leaving the loop. */
import { BusError } from "../errors.js";
import type { BusEvent } from "../event/event.js";
import { withoutAbsent } from "../event/without-absent.js";
import type { Clock } from "../platform/clock.js";
import { createDeferred } from "../platform/deferred.js";
import type { Selection } from "../protocol/messages.js";
import type { RequestReply } from "./read-reply.js";
import { EventBuffer } from "./event-buffer.js";
import type { Link } from "./link.js";
import type { RequestBody } from "./request-frame.js";
import { ResumingRequest } from "./resuming-request.js";
import { unexpectedReply } from "./unexpected-reply.js";

// Events the daemon may send ahead of the reader; the rest waits in the log.
const WINDOW_EVENTS = 512;

export interface EventStreamOptions {
	readonly clock: Clock;
	readonly link: Link;
	readonly selection: Selection;
	readonly since: string | undefined;
	readonly signal: AbortSignal | undefined;
	readonly strict: boolean | undefined;
	readonly onArmed: ((notes: readonly string[]) => void) | undefined;
	readonly onGap: ((removedThrough: string) => void) | undefined;
	readonly onCaughtUp: (() => void) | undefined;
	readonly onClosed: (() => void) | undefined;
}

/**
 * Every matching event once, in commit order. Leaving the loop, `using` or aborting ends it.
 * @throws BusError in the loop: MATCHER_INVALID, SOURCE_UNAVAILABLE, DAEMON_UNREACHABLE; the signal's reason when aborted
 */
export class EventStream implements AsyncIterableIterator<BusEvent> {
	readonly #options: EventStreamOptions;
	readonly #request: ResumingRequest;
	readonly #buffer = new EventBuffer();
	readonly #registered = createDeferred<void>();
	#isArmed = false;
	#isOver = false;
	#hasCaughtUp = false;
	#taken = 0;
	#cursor: string | undefined;

	constructor(options: EventStreamOptions) {
		this.#options = options;
		this.#cursor = options.since;
		this.#request = new ResumingRequest({
			clock: options.clock,
			link: options.link,
			request: () => this.#toRequest(),
			onReply: (reply) => this.#onReply(reply),
			onError: (error) => this.#onError(error),
		});
		options.signal?.addEventListener("abort", this.#abort, { once: true });
		if (options.signal?.aborted === true) this.#abort();
		else this.#request.start().catch((error: unknown) => this.#onError(error));
	}

	/** Resolves when the daemon has registered the stream: events from then on are not missed. Also when it failed. */
	get started(): Promise<void> {
		return this.#registered.promise;
	}

	async next(): Promise<IteratorResult<BusEvent>> {
		const result = await this.#buffer.take();
		if (result.done === true) this.close();
		else this.#grantMore();
		return result;
	}

	async return(): Promise<IteratorResult<BusEvent>> {
		this.close();
		return { done: true, value: undefined };
	}

	/** Takes no more from the daemon: the stream ends when what has come is given out. */
	finish(): void {
		this.#unsubscribe();
		this.#buffer.end();
	}

	/** Ends the stream; a pending `next` resolves as done. */
	close(): void {
		this.#buffer.clear();
		this.#buffer.end();
		this.#endOnce();
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

	#toRequest(): RequestBody {
		this.#taken = 0;
		const { selection, strict } = this.#options;
		const credit = Math.max(1, WINDOW_EVENTS - this.#buffer.size);
		return { op: "subscribe", ...selection, ...withoutAbsent({ since: this.#cursor, strict }), credit };
	}

	#onReply(reply: RequestReply): void {
		if (reply.op === "subscribed") {
			// A stream that began now goes on from here after a restart.
			this.#cursor ??= reply.cursor ?? "start";
			this.#onArmed(reply.notes);
		} else if (reply.op === "event") {
			this.#cursor = reply.event.event_id;
			this.#buffer.push(reply.event);
		} else if (reply.op === "gap") {
			this.#cursor = reply.removed_through;
			this.#tell(() => this.#options.onGap?.(reply.removed_through));
		} else if (reply.op === "caught_up") {
			if (!this.#hasCaughtUp) this.#tell(() => this.#options.onCaughtUp?.());
			this.#hasCaughtUp = true;
		} else {
			this.#fail(unexpectedReply(reply, "a stream of events"));
		}
	}

	#onArmed(notes: readonly string[]): void {
		// A restart of the daemon registers the stream again; that is nobody's business.
		if (this.#isArmed) return;
		this.#isArmed = true;
		this.#registered.resolve();
		this.#call(() => this.#options.onArmed?.(notes));
	}

	/** In its place among the events. */
	#tell(call: () => void): void {
		this.#buffer.tell(() => this.#call(call));
	}

	#call(callback: () => void): void {
		try {
			callback();
		} catch (error) {
			this.#buffer.clear();
			this.#fail(error);
		}
	}

	#onError(error: unknown): void {
		if (error instanceof BusError && error.code === "CLIENT_CLOSED") this.close();
		else this.#fail(error);
	}

	#grantMore(): void {
		this.#taken += 1;
		if (this.#taken < WINDOW_EVENTS / 2) return;
		const credit = this.#taken;
		this.#taken = 0;
		this.#request.postAbout((target) => ({ op: "credit", target, credit }));
	}

	readonly #abort = (): void => {
		// What has come is not wanted any more.
		this.#buffer.clear();
		this.#fail(this.#options.signal?.reason);
	};

	#fail(error: unknown): void {
		this.#buffer.fail(error);
		this.#endOnce();
	}

	#endOnce(): void {
		if (this.#isOver) return;
		this.#isOver = true;
		this.#options.signal?.removeEventListener("abort", this.#abort);
		this.#unsubscribe();
		this.#registered.resolve();
		this.#options.onClosed?.();
	}

	#unsubscribe(): void {
		this.#request.postAbout((target) => ({ op: "cancel", target }));
		this.#request.close();
	}
}
