/** The part of protocol version 2 that is about messages between agents. */
import type { BusEvent } from "../event/event.js";

export type MailRequest =
	| ({ readonly op: "send"; readonly id: number } & Letter)
	/** What an agent has not read yet, oldest first, as `event`s and then `end`. */
	| {
			readonly op: "inbox";
			readonly id: number;
			readonly agent?: string;
			/** @default 100 */
			readonly limit?: number;
	  }
	/** The agent has read everything up to and including this message. */
	| { readonly op: "read"; readonly id: number; readonly agent?: string; readonly through: string }
	/** How a message fared with each of its recipients. */
	| { readonly op: "receipts"; readonly id: number; readonly message: string };

/** A message before it is sent. */
export interface Letter {
	/** The recipient's name, or `*` for everyone. */
	readonly to: string;
	readonly body: string;
	/** @default the agent that the caller belongs to */
	readonly from?: string;
	/** The event id of the message that this answers: thread, correlation and hops follow from it. */
	readonly answers?: string;
	/** Ties a request and its replies together. @default the message's own */
	readonly correlation_id?: string;
	readonly thread?: string;
	/** Unread after so many milliseconds it has expired. @default never */
	readonly ttl_ms?: number;
}

/** `repeated`: the same was said a moment ago; nothing is stored, and the event is that one. */
export type SendOutcome = "committed" | "repeated";

/** How far a message has come for its recipient: stored, handed out, read, or expired unread. */
export type ReceiptState = "accepted" | "delivered" | "read" | "expired";

/** How far one message has come, and when. */
export interface Receipt {
	readonly message: string;
	readonly recipient: string;
	readonly state: ReceiptState;
	/** Milliseconds since the epoch. */
	readonly at_ms: number;
}

export type MailReply =
	| { readonly op: "sent"; readonly id: number; readonly event: BusEvent; readonly outcome: SendOutcome }
	| { readonly op: "read"; readonly id: number; readonly agent: string; readonly messages: number }
	| { readonly op: "receipts"; readonly id: number; readonly receipts: readonly Receipt[] };
