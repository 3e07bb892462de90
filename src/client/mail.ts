/** Messages between agents, as the SDK sends and reads them. */
import type { BusEvent } from "../event/event.js";
import { textField } from "../event/text-field.js";
import { withoutAbsent } from "../event/without-absent.js";
import type { Letter, Receipt, SendOutcome } from "../protocol/mail-messages.js";
import type { CallOptions } from "./call-options.js";
import type { Connection } from "./connection.js";
import type { Link } from "./link.js";
import type { SelectionOptions } from "./terms.js";
import { unexpectedReply } from "./unexpected-reply.js";

export type { Receipt, ReceiptState, SendOutcome } from "../protocol/mail-messages.js";

/** How a message is sent: from whom, in which conversation, for how long it is good. */
export interface SendOptions extends CallOptions {
	/** The sender's name. @default the agent that this process belongs to */
	readonly from?: string;
	/** The message that this answers: thread, correlation and hops follow from it. */
	readonly answers?: BusEvent | string;
	/** Ties a request and its replies together. @default the message's own */
	readonly correlationId?: string;
	/** @default the thread of what it answers, else a new one */
	readonly thread?: string;
	/** Unread after so many milliseconds it has expired. @default never */
	readonly ttlMs?: number;
}

/** What became of a message when it was sent. */
export interface Sent {
	/** The message; of a repeat, the one that was sent before. */
	readonly event: BusEvent;
	/** `repeated`: the same was said to the same one within the last half minute, and nothing was stored. */
	readonly outcome: SendOutcome;
}

/** Whose messages are read, and whether they count as read. */
export interface InboxOptions extends CallOptions {
	/** Whose messages. @default the agent that this process belongs to */
	readonly agent?: string;
	/** @default 100 */
	readonly limit?: number;
	/** Leave them unread. @default false */
	readonly peek?: boolean;
}

export async function send(
	link: Link,
	{ to, body, options }: { readonly to: string; readonly body: string; readonly options: SendOptions },
): Promise<Sent> {
	const { from, answers, correlationId, thread, ttlMs, signal } = options;
	const letter: Letter = {
		to,
		body,
		...withoutAbsent({
			from,
			answers: typeof answers === "object" ? answers.event_id : answers,
			correlation_id: correlationId,
			thread,
			ttl_ms: ttlMs,
		}),
	};
	const reply = await link.request({ op: "send", ...letter }, signal);
	if (reply.op !== "sent") throw unexpectedReply(reply, "a message");
	return { event: reply.event, outcome: reply.outcome };
}

export async function readInbox(
	link: Link,
	{ agent, limit, peek = false, signal }: InboxOptions,
): Promise<readonly BusEvent[]> {
	const whose = withoutAbsent({ agent });
	const messages = await link.repeat(
		(connection) => collect(connection, { op: "inbox", ...whose, ...withoutAbsent({ limit }) }),
		signal,
	);
	const last = messages.at(-1);
	if (last !== undefined && !peek) await markRead(link, last, { ...whose, ...withoutAbsent({ signal }) });
	return messages;
}

/** @returns how many messages that were */
export async function markRead(
	link: Link,
	through: BusEvent,
	{ agent, signal }: Pick<InboxOptions, "agent" | "signal">,
): Promise<number> {
	const request = { op: "read" as const, through: through.event_id, ...withoutAbsent({ agent }) };
	const reply = await link.request(request, signal);
	if (reply.op !== "read") throw unexpectedReply(reply, "a mailbox");
	return reply.messages;
}

export async function receiptsOf(
	link: Link,
	message: BusEvent | string,
	{ signal }: CallOptions,
): Promise<readonly Receipt[]> {
	const id = typeof message === "string" ? message : message.event_id;
	const reply = await link.request({ op: "receipts", message: id }, signal);
	if (reply.op !== "receipts") throw unexpectedReply(reply, "receipts");
	return reply.receipts;
}

/** What selects the replies to a message, also those that came before anybody listened. */
export function repliesTo(message: BusEvent): SelectionOptions {
	const [correlationId, from] = [textField(message, "msg_correlation_id"), textField(message, "msg_from")];
	return {
		source: "agent",
		eventType: "agent_message",
		to: from,
		match: [`msg_correlation_id=${JSON.stringify(correlationId)}`, `msg_from!=${JSON.stringify(from)}`],
		since: message.event_id,
	};
}

function collect(
	connection: Connection,
	request: Parameters<Connection["send"]>[0],
): Promise<readonly BusEvent[]> {
	return new Promise((resolve, reject) => {
		const events: BusEvent[] = [];
		const id = connection.send(request, {
			onReply: (reply) => {
				if (reply.op === "event") return void events.push(reply.event);
				connection.forget(id);
				if (reply.op === "end") resolve(events);
				else reject(unexpectedReply(reply, "a mailbox"));
			},
			onError: reject,
		});
	});
}
