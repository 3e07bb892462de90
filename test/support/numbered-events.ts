/** Events that carry a number, so that a missing, repeated or misplaced one shows. */
import type { Message, RawClient } from "./raw-client.js";

const MAX_BATCH_EVENTS = 5_000;

export interface NumberedOptions {
	readonly source?: string;
	/** Text that each event carries besides its number. @default none */
	readonly filler?: string;
}

/** Emits the events numbered `first` to `last`, in batches that are in flight together; says their ids. */
export async function emitNumbered(
	client: RawClient,
	[first, last]: readonly [number, number],
	{ source = "test", filler = "" }: NumberedOptions = {},
): Promise<readonly string[]> {
	let batches = 0;
	for (let start = first; start <= last; start += MAX_BATCH_EVENTS) {
		const count = Math.min(MAX_BATCH_EVENTS, last - start + 1);
		const events = Array.from({ length: count }, (_, index) => ({
			source,
			event_type: "numbered",
			fields: { n: start + index, filler },
		}));
		client.request({ op: "emit", events });
		batches += 1;
	}
	const acks = await client.readMany(batches);
	return acks.flatMap((ack) => {
		if (ack.results === undefined) throw new Error(`not acknowledged: ${JSON.stringify(ack)}`);
		return ack.results.map(({ event_id }) => event_id);
	});
}

/** The number of an event message of version 2 or of an event frame of version 1. */
export function numberOf(message: Message): number {
	const fields = message.event?.fields ?? (message["fields"] as Record<string, unknown> | undefined);
	return Number(fields?.["n"]);
}

/** The numbers of the events among these messages. */
export function numbersIn(messages: readonly Message[]): readonly number[] {
	return messages.filter(({ op, kind }) => op === "event" || kind === "event").map(numberOf);
}

export function range(first: number, last: number): readonly number[] {
	return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
