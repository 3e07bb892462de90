/** A way for a message to come from one process to another: waitbus, or what it is compared with. */
import type { EventDraft } from "../../src/index.js";

export interface Courier extends ReceivingCourier {
	/** Resolves when it can send. */
	openSender(address: string): Promise<Sender>;
}

/** One whose messages come from elsewhere. */
export interface ReceivingCourier {
	/** Resolves when nothing that is sent from now on is missed. `onIndex` gets `fields.index`. */
	openReceiver(address: string, onIndex: (index: number) => void): Promise<void>;
}

export interface Sender {
	/** Resolves when the message is acknowledged, or at once where there are no acknowledgements. */
	send(draft: EventDraft): Promise<void>;
}

/** The message that all of them carry. */
export function draftOf(index: number): EventDraft {
	return {
		source: "bench",
		event_type: "finished",
		fields: { index, conclusion: "success", name: "unit tests", path: "packages/api/test" },
	};
}

const KEY = '"index":';

/** Found without parsing: the references shall cost as little as they can. */
export function parseIndex(text: string): number {
	return Number.parseInt(text.slice(text.indexOf(KEY) + KEY.length), 10);
}
