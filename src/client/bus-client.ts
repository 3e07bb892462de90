/** The SDK's handle on the bus: one connection, opened when first used, for everything. */
import { BusError } from "../errors.js";
import type { BusEvent, EventDraft, JsonValue } from "../event/event.js";
import { textField } from "../event/text-field.js";
import { type Clock, createSystemClock } from "../platform/clock.js";
import type { DaemonStatus, EmitResult, WaitReport } from "../protocol/messages.js";
import { rejectOnAbort } from "./abort.js";
import { Agents } from "./agents.js";
import type { CallOptions, SubscribeOptions, WaitCallOptions } from "./call-options.js";
import { deliver, type Delivered, type DeliverOptions } from "./deliver.js";
import { type Digest, type DigestOptions, markSeen, readDigest } from "./digest.js";
import { DeliveryIdGenerator } from "./delivery-id.js";
import { type Emitter, emitBatch } from "./emit.js";
import { EventStream } from "./event-stream.js";
import { Leases } from "./leases.js";
import { Link } from "./link.js";
import {
	type InboxOptions,
	markRead,
	type Receipt,
	readInbox,
	receiptsOf,
	repliesTo,
	send,
	type SendOptions,
	type Sent,
} from "./mail.js";
import type { DaemonAddress } from "./open-connection.js";
import { latest, type LatestOptions, type QueryOptions, type QueryPage, query } from "./query.js";
import {
	type SelectionOptions,
	type SubjectOptions,
	toFixedSince,
	toSelection,
	type WaitOptions,
} from "./terms.js";
import { Sources } from "./sources.js";
import { stopDaemon } from "./stop-daemon.js";
import { unexpectedReply } from "./unexpected-reply.js";
import { type WaitOutcome, wait } from "./wait.js";
import { toWhyRequest, type WhyQuestion } from "./why.js";

export { PROTOCOL_VERSION } from "../protocol/messages.js";
export type { ClauseState, DaemonStatus, EmitResult, Finding, WaitReport } from "../protocol/messages.js";

/** A handle on the bus, as `connect` gives it: one connection, opened when it is first used, for everything. */
export class BusClient {
	/** Who is here, and being one of them. */
	readonly agents: Agents;
	/** Resources that one holds alone. */
	readonly leases: Leases;
	/** What the daemon hears by itself; `status` says how it is. */
	readonly sources: Sources;
	readonly #link: Link;
	readonly #emitter: Emitter;
	readonly #clock: Clock;

	constructor(address: DaemonAddress, clock: Clock = createSystemClock()) {
		this.#link = new Link(address);
		this.#emitter = { link: this.#link, deliveryIds: new DeliveryIdGenerator(process.pid) };
		this.#clock = clock;
		this.agents = new Agents(this.#link, clock);
		this.leases = new Leases(this.#link, clock);
		this.sources = new Sources(this.#link);
	}

	/**
	 * Stores one event; resolves once it is committed, so it survives whatever happens to the daemon.
	 * A `delivery_id` that the log knows already is a `duplicate` and stores nothing.
	 * @throws BusError EVENT_INVALID, STORE_FULL, STORE_FAILED, DAEMON_UNREACHABLE
	 */
	async emit(draft: EventDraft, options: CallOptions = {}): Promise<EmitResult> {
		const [result] = await emitBatch(this.#emitter, [draft], options.signal);
		if (result === undefined) throw new BusError("INTERNAL", "Cannot emit: the daemon acknowledged nothing");
		return result;
	}

	/**
	 * Stores up to 10,000 events in one commit, in order; none of them when one is invalid.
	 * @throws BusError EVENT_INVALID naming the event by its number, STORE_FULL, STORE_FAILED, DAEMON_UNREACHABLE
	 */
	async emitBatch(drafts: readonly EventDraft[], options: CallOptions = {}): Promise<readonly EmitResult[]> {
		return await emitBatch(this.#emitter, drafts, options.signal);
	}

	/**
	 * Resolves with the first event that matches, from now or from `since`.
	 * @throws BusError WAIT_TIMED_OUT, MATCHER_INVALID, SOURCE_UNAVAILABLE, DAEMON_UNREACHABLE; the signal's reason
	 * @example const event = await bus.waitFor({ source: "ci", match: "conclusion=failure" }, { timeoutMs: 60_000 });
	 */
	async waitFor(
		selection: SelectionOptions & SubjectOptions,
		options: WaitCallOptions = {},
	): Promise<BusEvent> {
		const { events } = await this.wait(selection, options);
		const event = events.at(-1);
		if (event === undefined)
			throw new BusError("INTERNAL", "Cannot wait: the daemon reported a match without its event");
		return event;
	}

	/**
	 * Resolves when the terms are met: several clauses, a sequence, a count, or silence.
	 * @throws BusError WAIT_TIMED_OUT, MATCHER_INVALID, REQUEST_INVALID, SOURCE_UNAVAILABLE, DAEMON_UNREACHABLE; the
	 * signal's reason
	 */
	async wait(terms: WaitOptions, options: WaitCallOptions = {}): Promise<WaitOutcome> {
		return await wait({ link: this.#link, clock: this.#clock }, terms, options);
	}

	/**
	 * Every matching event, once and in commit order, across restarts of the daemon.
	 * @throws BusError USAGE when `since` is malformed; in the loop MATCHER_INVALID, SOURCE_UNAVAILABLE,
	 * DAEMON_UNREACHABLE; the signal's reason
	 * @example for await (const event of bus.subscribe({ source: "docker" })) console.log(event.summary);
	 */
	subscribe(selection: SelectionOptions = {}, options: SubscribeOptions = {}): EventStream {
		return new EventStream({
			clock: this.#clock,
			link: this.#link,
			selection: toSelection(selection),
			since: toFixedSince(selection.since, this.#clock.nowMs()),
			signal: options.signal,
			strict: options.strict,
			onArmed: options.onArmed,
			onGap: options.onGap,
			onCaughtUp: options.onCaughtUp,
			onClosed: options.onClosed,
		});
	}

	/**
	 * One event with its raw payload, null when it has none.
	 * @throws BusError EVENT_NOT_FOUND, DAEMON_UNREACHABLE
	 */
	async get(
		eventId: string,
		options: CallOptions = {},
	): Promise<{ readonly event: BusEvent; readonly payload: JsonValue }> {
		const reply = await this.#link.request({ op: "get", event_id: eventId }, options.signal);
		if (reply.op !== "detail") throw unexpectedReply(reply, "a look-up");
		return { event: reply.event, payload: reply.payload };
	}

	/**
	 * A page of what the log holds, from its start or from `since`; it does not wait for more.
	 * @throws BusError MATCHER_INVALID, REQUEST_INVALID, DAEMON_UNREACHABLE; the signal's reason
	 * @example const { events, next } = await bus.query({ source: "ci", since: "1h" }, { limit: 1_000 });
	 */
	async query(selection: SelectionOptions = {}, options: QueryOptions = {}): Promise<QueryPage> {
		const { limit, newest, signal } = options;
		const since = toFixedSince(selection.since, this.#clock.nowMs());
		const request = { selection: toSelection(selection), since, limit, newest };
		return await this.#link.repeat((connection) => query(connection, request), signal);
	}

	/**
	 * The newest event of each workflow, or of each job that failed, oldest first; found without reading the log.
	 * @throws BusError REQUEST_INVALID, DAEMON_UNREACHABLE; the signal's reason
	 * @example const runs = await bus.latest("workflows", { repo: "acme/api", limit: 10 });
	 */
	async latest(of: "workflows" | "failed_jobs", options: LatestOptions = {}): Promise<readonly BusEvent[]> {
		return await this.#link.repeat((connection) => latest(connection, of, options), options.signal);
	}

	/**
	 * Sends a message to an agent, or to everyone with `*`. It is kept for whoever is not here yet.
	 * @throws BusError MESSAGE_INVALID, MESSAGE_LOOP, MESSAGE_STOPPED, AGENT_NOT_FOUND, DAEMON_UNREACHABLE
	 * @example await bus.send("reviewer", "please look at the parser", { from: "builder", ttlMs: 3_600_000 });
	 */
	async send(to: string, body: string, options: SendOptions = {}): Promise<Sent> {
		return await send(this.#link, { to, body, options });
	}

	/**
	 * The messages of an agent that it has not read, oldest first. They count as read then, unless `peek` is set.
	 * @throws BusError AGENT_NOT_FOUND, DAEMON_UNREACHABLE; the signal's reason
	 */
	async inbox(options: InboxOptions = {}): Promise<readonly BusEvent[]> {
		return await readInbox(this.#link, options);
	}

	/** Counts everything up to and including this message as read by the agent. @throws BusError AGENT_NOT_FOUND, EVENT_NOT_FOUND, DAEMON_UNREACHABLE */
	async markRead(through: BusEvent, options: Pick<InboxOptions, "agent" | "signal"> = {}): Promise<number> {
		return await markRead(this.#link, through, options);
	}

	/** How a message fared with each of its recipients. @throws BusError EVENT_NOT_FOUND, DAEMON_UNREACHABLE */
	async receipts(message: BusEvent | string, options: CallOptions = {}): Promise<readonly Receipt[]> {
		return await receiptsOf(this.#link, message, options);
	}

	/**
	 * Tells the session of an agent something, and wakes it if it is idle; resolves when it is known what became of it for
	 * now. Events of the type `agent_delivery` tell what becomes of it later.
	 * @throws BusError AGENT_NOT_FOUND, NOTICE_INVALID, DOOR_UNAVAILABLE, DAEMON_UNREACHABLE
	 * @example await bus.deliver("claude-3f2a91bc", "the build is green");
	 */
	async deliver(agent: string, text: string, options: DeliverOptions = {}): Promise<Delivered> {
		return await deliver(this.#link, { agent, text, options });
	}

	/**
	 * What happened since an agent last looked: messages, agents that were lost, failed or need their human, runs of CI,
	 * leases that ended by themselves, notices that expired. It has looked then, unless `peek` is set.
	 * @throws BusError AGENT_NOT_FOUND, USAGE when `since` is malformed, DAEMON_UNREACHABLE
	 */
	async digest(options: DigestOptions = {}): Promise<Digest> {
		const digest = await readDigest(this.#link, options);
		if (options.peek !== true) await markSeen(this.#link, digest, options);
		return digest;
	}

	/**
	 * Sends a message and resolves with the first reply to it; `replies` gives all of them.
	 * @throws BusError WAIT_TIMED_OUT, MESSAGE_INVALID, MESSAGE_STOPPED, AGENT_NOT_FOUND, DAEMON_UNREACHABLE; the signal's reason
	 * @example const reply = await bus.request("reviewer", "is it green?", { from: "builder", timeoutMs: 60_000 });
	 */
	async request(to: string, body: string, options: SendOptions & WaitCallOptions = {}): Promise<BusEvent> {
		const { event } = await this.send(to, body, options);
		return await this.waitFor(repliesTo(event), options);
	}

	/** Every reply to a message, as they come. Leaving the loop ends it. @throws BusError in the loop: DAEMON_UNREACHABLE; the signal's reason */
	replies(message: BusEvent, options: SubscribeOptions = {}): EventStream {
		return this.subscribe(repliesTo(message), options);
	}

	/**
	 * Answers a message; any number of times.
	 * @throws BusError MESSAGE_LOOP, MESSAGE_STOPPED, EVENT_NOT_FOUND, DAEMON_UNREACHABLE
	 */
	async respond(message: BusEvent, body: string, options: SendOptions = {}): Promise<Sent> {
		const to = textField(message, "msg_to");
		const own = to === "*" ? {} : { from: to };
		return await this.send(textField(message, "msg_from"), body, { ...own, ...options, answers: message });
	}

	/** The daemon's own account of itself. @throws BusError DAEMON_UNREACHABLE */
	async status(options: CallOptions = {}): Promise<DaemonStatus> {
		const reply = await this.#link.request({ op: "status" }, options.signal);
		if (reply.op !== "status") throw unexpectedReply(reply, "a status");
		return reply.status;
	}

	/** Which waitbus the daemon is of; one of any build answers this. @throws BusError DAEMON_UNREACHABLE */
	async daemonVersion(options: CallOptions = {}): Promise<string> {
		const reply = await this.#link.request({ op: "hello" }, options.signal);
		if (reply.op !== "welcome") throw unexpectedReply(reply, "a hello");
		return reply.version;
	}

	/** Lets the daemon look again at what was configured, and gives its account after that. @throws BusError DAEMON_UNREACHABLE */
	async reload(options: CallOptions = {}): Promise<DaemonStatus> {
		const reply = await this.#link.request({ op: "reload" }, options.signal);
		if (reply.op !== "status") throw unexpectedReply(reply, "a reload");
		return reply.status;
	}

	/**
	 * Explains waits: those of a process, all of them, or one that is only proposed.
	 * @throws BusError MATCHER_INVALID, REQUEST_INVALID, DAEMON_UNREACHABLE
	 */
	async why(question: WhyQuestion = {}, options: CallOptions = {}): Promise<readonly WaitReport[]> {
		const since = toFixedSince(question.terms?.since, this.#clock.nowMs());
		const reply = await this.#link.request(toWhyRequest(question, since), options.signal);
		if (reply.op !== "reasons") throw unexpectedReply(reply, "a why");
		return reply.waits;
	}

	/** Stops the daemon in good order; resolves when it has ended. @throws BusError DAEMON_UNREACHABLE */
	async stopDaemon(options: CallOptions = {}): Promise<void> {
		const connection = await rejectOnAbort(this.#link.open(false), options.signal);
		await stopDaemon(connection, options.signal);
	}

	/** Lets the process end although the connection is open, for a guest in a process of somebody else's. */
	unref(): void {
		this.#link.unref();
	}

	/**
	 * Ends this client and its connection: its streams end, whatever else goes on or is asked for later is
	 * refused with CLIENT_CLOSED.
	 */
	async close(): Promise<void> {
		await this.#link.close();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.close();
	}
}
