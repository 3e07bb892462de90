/** How far each agent has read its messages. */
import * as v from "valibot";
import type { JsonValue } from "../event/event.js";

export interface MailboxMemory {
	read(): JsonValue | undefined;
	write(value: JsonValue): void;
}

const remembered = v.record(v.string(), v.object({ read: v.string(), delivered: v.optional(v.string()) }));

interface Mailbox {
	/** The last message that was read, and the last that was handed out. */
	readonly read: string;
	readonly delivered: string;
}

/** Event ids grow with the order of the log, so a mailbox is two of them. */
export class Mailboxes {
	readonly #memory: MailboxMemory;
	readonly #boxes: Map<string, Mailbox>;

	constructor(memory: MailboxMemory) {
		this.#memory = memory;
		const result = v.safeParse(remembered, memory.read());
		const known = result.success ? Object.entries(result.output) : [];
		this.#boxes = new Map(known.map(([name, { read, delivered = read }]) => [name, { read, delivered }]));
	}

	/** The event id after which unread messages lie; undefined: from the start of the log. */
	cursorOf(name: string): string | undefined {
		return this.#boxes.get(name)?.read || undefined;
	}

	isRead(name: string, eventId: string): boolean {
		return eventId <= (this.#boxes.get(name)?.read ?? "");
	}

	isDelivered(name: string, eventId: string): boolean {
		return eventId <= (this.#boxes.get(name)?.delivered ?? "");
	}

	/** Everything up to and including this message has been handed out. */
	markDelivered(name: string, through: string): void {
		const { read, delivered } = this.#boxes.get(name) ?? { read: "", delivered: "" };
		if (through <= delivered) return;
		this.#set(name, { read, delivered: through });
	}

	/** Everything up to and including this message has been read. */
	markRead(name: string, through: string): void {
		const { read, delivered } = this.#boxes.get(name) ?? { read: "", delivered: "" };
		if (through <= read) return;
		this.#set(name, { read: through, delivered: delivered > through ? delivered : through });
	}

	#set(name: string, box: Mailbox): void {
		this.#boxes.set(name, box);
		this.#memory.write(Object.fromEntries([...this.#boxes].map(([key, value]) => [key, { ...value }])));
	}
}
