/** The SDK's handle on the bus: one connection, opened when first used, for everything. */
import { BusError } from "../errors.js";
import type { BusEvent, EventDraft, JsonValue } from "../event/event.js";
import { MAX_BATCH_EVENTS } from "../event/limits.js";
import type { DaemonStatus, EmitResult, WaitReport } from "../protocol/messages.js";
import type { RequestReply } from "./connection.js";
import { createDeliveryId } from "./delivery-id.js";
import { EventStream } from "./event-stream.js";
import { Link } from "./link.js";
import type { DaemonAddress } from "./open-connection.js";
import { type QueryOptions, type QueryPage, query } from "./query.js";
import { type SelectionOptions, toFixedSince, toSelection, toWaitTerms, type WaitOptions } from "./terms.js";
import { type WaitOutcome, wait } from "./wait.js";

export { PROTOCOL_VERSION } from "../protocol/messages.js";
export type { ClauseState, DaemonStatus, EmitResult, Finding, WaitReport } from "../protocol/messages.js";

export interface CallOptions {
	/** Ends the call; it then rejects with the signal's reason. */
	readonly signal?: AbortSignal;
}

export interface WaitCallOptions extends CallOptions {
	/** Milliseconds to wait. @default no limit */
	readonly timeoutMs?: number;
	/**
	 * Called when the daemon has registered the wait: what happens from now on is not missed.
	 * `notes` are what the daemon has to say about it, `text` is what it waits for, in words.
	 */
	readonly onArmed?: (notes: readonly string[], text: string) => void;
}

export interface SubscribeOptions extends CallOptions {
	/** Retention removed events this reader had not seen, up to and including the one of this id. */
	readonly onGap?: (removedThrough: string) => void;
	/** Everything the log held when the stream began has been given out. */
	readonly onCaughtUp?: () => void;
	/** The stream is over, for whatever reason. */
	readonly onClosed?: () => void;
}

export interface WhyQuestion {
	/** Only the waits of this process. @default all of them */
	readonly pid?: number;
	/** A wait that is only proposed, instead of those that go on. */
	readonly terms?: WaitOptions;
}

export class BusClient {
	readonly #link: Link;

	constructor(address: DaemonAddress) {
		this.#link = new Link(address);
	}

	/**
	 * Stores one event; resolves once it is committed, so it survives whatever happens to the daemon.
	 * A `delivery_id` that the log knows already is a `duplicate` and stores nothing.
	 * @throws BusError EVENT_INVALID, STORE_FULL, STORE_FAILED, DAEMON_UNREACHABLE
	 */
	async emit(draft: EventDraft, options: CallOptions = {}): Promise<EmitResult> {
		const [result] = await this.emitBatch([draft], options);
		if (result === undefined) throw new BusError("INTERNAL", "Cannot emit: the daemon acknowledged nothing");
		return result;
	}

	/**
	 * Stores up to 10,000 events in one commit, in order; none of them when one is invalid.
	 * @throws BusError EVENT_INVALID naming the event by its number, STORE_FULL, STORE_FAILED, DAEMON_UNREACHABLE
	 */
	async emitBatch(drafts: readonly EventDraft[], options: CallOptions = {}): Promise<readonly EmitResult[]> {
		if (drafts.length === 0) return [];
		if (drafts.length > MAX_BATCH_EVENTS) {
			throw new BusError(
				"EVENT_INVALID",
				`Cannot emit ${drafts.length} events at once: ${MAX_BATCH_EVENTS} are allowed`,
			);
		}
		// It may be repeated: the delivery ids make the second one a no-op.
		const reply = await this.#link.request({ op: "emit", events: drafts.map(toWireDraft) }, options.signal);
		if (reply.op !== "ack") throw unexpected(reply);
		return reply.results;
	}

	/**
	 * Resolves with the first event that matches, from now or from `since`.
	 * @throws BusError WAIT_TIMED_OUT, MATCHER_INVALID, DAEMON_UNREACHABLE; the signal's reason
	 * @example const event = await bus.waitFor({ source: "ci", match: "conclusion=failure" }, { timeoutMs: 60_000 });
	 */
	async waitFor(selection: SelectionOptions, options: WaitCallOptions = {}): Promise<BusEvent> {
		const { events } = await this.wait(selection, options);
		const event = events.at(-1);
		if (event === undefined)
			throw new BusError("INTERNAL", "Cannot wait: the daemon reported a match without its event");
		return event;
	}

	/**
	 * Resolves when the terms are met: several clauses, a sequence, a count, or silence.
	 * @throws BusError WAIT_TIMED_OUT, MATCHER_INVALID, REQUEST_INVALID, DAEMON_UNREACHABLE; the signal's reason
	 */
	wait(terms: WaitOptions, options: WaitCallOptions = {}): Promise<WaitOutcome> {
		return wait({
			open: (start) => this.#link.open(start.mayStart),
			terms: toWaitTerms(terms),
			since: toFixedSince(terms.since, Date.now()),
			timeoutMs: options.timeoutMs,
			signal: options.signal,
			onArmed: options.onArmed,
		});
	}

	/**
	 * Every matching event, once and in commit order, across restarts of the daemon.
	 * @example for await (const event of bus.subscribe({ source: "docker" })) console.log(event.summary);
	 */
	subscribe(selection: SelectionOptions = {}, options: SubscribeOptions = {}): EventStream {
		return new EventStream({
			open: (start) => this.#link.open(start.mayStart),
			selection: toSelection(selection),
			since: toFixedSince(selection.since, Date.now()),
			signal: options.signal,
			onGap: options.onGap,
			onCaughtUp: options.onCaughtUp,
			...(options.onClosed === undefined ? {} : { onClosed: options.onClosed }),
		});
	}

	/**
	 * One event with its raw payload, null when it has none.
	 * @throws BusError EVENT_NOT_FOUND, DAEMON_UNREACHABLE
	 */
	async get(eventId: string): Promise<{ readonly event: BusEvent; readonly payload: JsonValue }> {
		const reply = await this.#link.request({ op: "get", event_id: eventId });
		if (reply.op !== "detail") throw unexpected(reply);
		return { event: reply.event, payload: reply.payload };
	}

	/**
	 * A page of what the log holds, from its start or from `since`; it does not wait for more.
	 * @throws BusError MATCHER_INVALID, REQUEST_INVALID, DAEMON_UNREACHABLE; the signal's reason
	 * @example const { events, next } = await bus.query({ source: "ci", since: "1h" }, { limit: 1_000 });
	 */
	async query(selection: SelectionOptions = {}, options: QueryOptions = {}): Promise<QueryPage> {
		const { limit, newest, signal } = options;
		const since = toFixedSince(selection.since, Date.now());
		const request = { selection: toSelection(selection), since, limit, newest };
		return await this.#link.repeat((connection) => query(connection, request), signal);
	}

	/** The daemon's own account of itself. @throws BusError DAEMON_UNREACHABLE */
	async status(options: CallOptions = {}): Promise<DaemonStatus> {
		const reply = await this.#link.request({ op: "status" }, options.signal);
		if (reply.op !== "status") throw unexpected(reply);
		return reply.status;
	}

	/**
	 * Explains waits: those of a process, all of them, or one that is only proposed.
	 * @throws BusError MATCHER_INVALID, REQUEST_INVALID, DAEMON_UNREACHABLE
	 */
	async why(question: WhyQuestion = {}): Promise<readonly WaitReport[]> {
		const { pid, terms } = question;
		const since = toFixedSince(terms?.since, Date.now());
		const reply = await this.#link.request({
			op: "why",
			...(terms === undefined ? {} : toWaitTerms(terms)),
			...(since === undefined ? {} : { since }),
			...(pid === undefined ? {} : { pid }),
		});
		if (reply.op !== "reasons") throw unexpected(reply);
		return reply.waits;
	}

	/** Stops the daemon in good order; resolves when it has agreed. @throws BusError DAEMON_UNREACHABLE */
	async stopDaemon(): Promise<void> {
		const connection = await this.#link.open(false);
		await connection.request({ op: "stop" });
	}

	/** Ends every stream and wait of this client, and its connection. */
	async close(): Promise<void> {
		await this.#link.close();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.close();
	}
}

function toWireDraft(draft: EventDraft): unknown {
	const { received_at, delivery_id = createDeliveryId(Date.now(), process.pid) } = draft;
	// JSON has no way to write a bigint; the daemon takes its digits.
	const time = received_at === undefined ? {} : { received_at: String(received_at) };
	return { ...draft, delivery_id, ...time };
}

function unexpected(reply: RequestReply): BusError {
	return new BusError("INTERNAL", `Cannot use the reply "${reply.op}": it does not belong to the request`);
}
