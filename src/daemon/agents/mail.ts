/** Messages between agents: sent once, kept in the log, and read from there by whoever they are for. */
import { Brakes, type OpenBreaker } from "../../agents/brakes.js";
import { Expiries } from "../../agents/expiries.js";
import {
	type AddressedLetter,
	checkLetter,
	EVERYONE,
	hasExpired,
	isFor,
	MESSAGE_TYPE,
	textOf,
	toMessageDraft,
} from "../../agents/letter.js";
import { Mailboxes } from "../../agents/mailboxes.js";
import { breakerDraft, receiptDraft } from "../../agents/receipt-events.js";
import type { Bus } from "../../bus/bus.js";
import type { CommittedEvent } from "../../bus/committed-event.js";
import { BusError } from "../../errors.js";
import { parseDraft } from "../../event/draft.js";
import type { BusEvent, EventDraft } from "../../event/event.js";
import { timeOfEventId } from "../../event/event-id.js";
import { compileMatchers } from "../../event/matcher/compile-matcher.js";
import type { Clock } from "../../platform/clock.js";
import type { AgentInfo } from "../../protocol/agent-messages.js";
import type { Receipt, SendOutcome } from "../../protocol/mail-messages.js";
import { publish } from "../publish.js";
import { readMatching } from "../read-matching.js";

export interface MailOptions {
	readonly bus: Bus;
	readonly clock: Clock;
	/** Never rejects. */
	readonly emit: (...drafts: readonly EventDraft[]) => Promise<void>;
	readonly memoryOf: (name: string) => ConstructorParameters<typeof Mailboxes>[0];
	readonly agents: () => readonly AgentInfo[];
}

export class Mail {
	readonly #options: MailOptions;
	readonly #mailboxes: Mailboxes;
	readonly #brakes: Brakes;
	readonly #expiries: Expiries;
	#sent = 0;

	constructor(options: MailOptions) {
		const { clock, memoryOf } = options;
		this.#options = options;
		this.#mailboxes = new Mailboxes(memoryOf("mailboxes"));
		this.#brakes = new Brakes(clock);
		this.#expiries = new Expiries({
			clock,
			memory: memoryOf("expiries"),
			onExpired: (eventId) => this.#onExpired(eventId),
		});
	}

	get stopped(): readonly OpenBreaker[] {
		return this.#brakes.open;
	}

	/** @throws BusError MESSAGE_INVALID, MESSAGE_LOOP, MESSAGE_STOPPED, EVENT_NOT_FOUND, STORE_FAILED, STORE_FULL */
	async send(letter: AddressedLetter): Promise<{ readonly event: BusEvent; readonly outcome: SendOutcome }> {
		const { bus, clock } = this.#options;
		checkLetter(letter);
		const answered = letter.answers === undefined ? undefined : this.#find(letter.answers);
		const draft = toMessageDraft(letter, { answered, id: this.#createId(), nowMs: clock.nowMs() });
		const braked = this.#brakes.check(letter);
		if (braked.is === "repeated") return { event: this.#find(await braked.sent), outcome: "repeated" };
		if (braked.is === "spent") {
			if (braked.isFirst) await this.#options.emit(breakerDraft(letter.from, letter.to));
			throw stopped(letter, braked.againMs);
		}
		const sent = commit(bus, draft);
		this.#brakes.onSending(letter, sent);
		const event = this.#find(await sent);
		const expiresAtMs = event.fields["msg_expires_at_ms"];
		if (typeof expiresAtMs === "number") this.#expiries.add({ eventId: event.event_id, atMs: expiresAtMs });
		return { event, outcome: "committed" };
	}

	/** What the agent has not read yet, oldest first. Whatever is taken from here has been delivered. */
	async *unread(name: string, limit: number): AsyncGenerator<CommittedEvent> {
		const { bus, clock } = this.#options;
		const matcher = await compileMatchers({ event_type: MESSAGE_TYPE, to: name });
		const stretch = { afterSeq: this.#readThrough(name), throughSeq: bus.log.headSeq() };
		const handed: BusEvent[] = [];
		for await (const committed of readMatching(bus, matcher, stretch)) {
			const { event } = committed;
			if (!isFor(name, event) || hasExpired(event, clock.nowMs()) || this.#isFromBefore(name, event))
				continue;
			handed.push(event);
			yield committed;
			if (handed.length === limit) break;
		}
		await this.#markDelivered(name, handed);
	}

	/** @returns how many messages that were. @throws BusError EVENT_NOT_FOUND */
	async markRead(name: string, through: string): Promise<number> {
		const { bus } = this.#options;
		this.#find(through);
		const matcher = await compileMatchers({ event_type: MESSAGE_TYPE, to: name });
		const throughSeq = bus.log.seqFor({ from: "event", eventId: through });
		const read: BusEvent[] = [];
		for await (const { event } of readMatching(bus, matcher, {
			afterSeq: this.#readThrough(name),
			throughSeq,
		}))
			if (isFor(name, event) && !this.#isFromBefore(name, event)) read.push(event);
		this.#mailboxes.markRead(name, through);
		await this.#options.emit(...this.#receipts(name, read, "read"));
		return read.length;
	}

	/** @throws BusError EVENT_NOT_FOUND */
	receiptsOf(eventId: string): readonly Receipt[] {
		const message = this.#find(eventId);
		return this.#recipientsOf(message).map((recipient) => ({
			message: eventId,
			recipient,
			state: this.#stateFor(recipient, message),
			at_ms: timeOfEventId(eventId),
		}));
	}

	close(): void {
		this.#expiries.close();
	}

	#stateFor(recipient: string, message: BusEvent): Receipt["state"] {
		if (this.#mailboxes.isRead(recipient, message.event_id)) return "read";
		if (hasExpired(message, this.#options.clock.nowMs())) return "expired";
		return this.#mailboxes.isDelivered(recipient, message.event_id) ? "delivered" : "accepted";
	}

	#recipientsOf({ fields }: BusEvent): readonly string[] {
		const to = textOf(fields, "msg_to");
		if (to !== undefined && to !== EVERYONE) return [to];
		const from = textOf(fields, "msg_from");
		return this.#options
			.agents()
			.map(({ name }) => name)
			.filter((name) => name !== from);
	}

	#readThrough(name: string): number {
		const { log } = this.#options.bus;
		const cursor = this.#mailboxes.cursorOf(name);
		return log.seqFor(cursor === undefined ? { from: "start" } : { from: "event", eventId: cursor });
	}

	/** What was said to everyone before an agent came was not said to it. */
	#isFromBefore(name: string, { fields, event_id: eventId }: BusEvent): boolean {
		if (fields["msg_to"] !== EVERYONE) return false;
		const agent = this.#options.agents().find((each) => each.name === name);
		return agent !== undefined && timeOfEventId(eventId) < agent.registered_at_ms;
	}

	async #markDelivered(name: string, events: readonly BusEvent[]): Promise<void> {
		const last = events.at(-1);
		if (last === undefined) return;
		const fresh = events.filter(({ event_id: eventId }) => !this.#mailboxes.isDelivered(name, eventId));
		this.#mailboxes.markDelivered(name, last.event_id);
		await this.#options.emit(...this.#receipts(name, fresh, "delivered"));
	}

	/** To whoever was addressed by name; an answer to everyone's reading would be a flood. */
	#receipts(name: string, events: readonly BusEvent[], state: "delivered" | "read"): readonly EventDraft[] {
		return events
			.filter(({ fields }) => fields["msg_to"] === name)
			.map((event) => receiptDraft(event, { recipient: name, state }));
	}

	#onExpired(eventId: string): void {
		const message = this.#options.bus.log.findByEventId(eventId)?.event;
		if (message === undefined) return;
		const recipient = textOf(message.fields, "msg_to") ?? EVERYONE;
		if (this.#mailboxes.isRead(recipient, eventId)) return;
		void this.#options.emit(receiptDraft(message, { recipient, state: "expired" }));
	}

	#find(eventId: string): BusEvent {
		const event = this.#options.bus.log.findByEventId(eventId)?.event;
		if (event !== undefined) return event;
		throw new BusError("EVENT_NOT_FOUND", `Cannot find message "${eventId}": the log does not hold it`, {
			hint: "waitbus tail --event-type agent_message --since start --no-follow",
		});
	}

	#createId(): string {
		this.#sent += 1;
		return `${process.pid}-${this.#options.clock.nowMs().toString(36)}-${this.#sent}`;
	}
}

/** @returns its event id. */
async function commit(bus: Bus, draft: EventDraft): Promise<string> {
	const [result] = await publish(bus, [parseDraft(draft)]);
	if (result === undefined) throw new BusError("INTERNAL", "Cannot send: nothing was stored");
	return result.event_id;
}

function stopped({ from, to }: AddressedLetter, againMs: number): BusError {
	return new BusError(
		"MESSAGE_STOPPED",
		`Cannot send from "${from}" to "${to}": too much was said; again in ${Math.ceil(againMs / 1_000)} s`,
		{ hint: "waitbus agents shows who is stopped" },
	);
}
