/** An event of the log: whatever several readers need of it is made once, when the first one asks. */
import type { BusEvent, JsonValue } from "../event/event.js";
import { parseEvent } from "../event/encode-event.js";

export interface CommittedEventParts {
	readonly seq: number;
	/** Canonical JSON. */
	readonly text: string;
	readonly event?: BusEvent;
	readonly readPayload: () => string | undefined;
}

export class CommittedEvent {
	readonly seq: number;
	readonly text: string;
	/** The raw payload as JSON text; undefined when the emitter sent none. */
	readonly payloadText: () => string | undefined;
	#event: BusEvent | undefined;
	#bytes: Buffer | undefined;
	#framed: { readonly before: string; readonly frame: Buffer } | undefined;
	#payload: { readonly value: JsonValue | undefined } | undefined;
	#encodings: Map<(event: BusEvent) => string, Buffer> | undefined;

	constructor(parts: CommittedEventParts) {
		this.seq = parts.seq;
		this.text = parts.text;
		this.#event = parts.event;
		this.payloadText = parts.readPayload;
	}

	get event(): BusEvent {
		this.#event ??= parseEvent(this.text);
		return this.#event;
	}

	/** Canonical JSON as UTF-8. */
	get bytes(): Buffer {
		this.#bytes ??= Buffer.from(this.text);
		return this.#bytes;
	}

	/** Another encoding of the event, made once however many readers want it. */
	encodedAs(encode: (event: BusEvent) => string): Buffer {
		this.#encodings ??= new Map();
		const known = this.#encodings.get(encode);
		if (known !== undefined) return known;
		const bytes = Buffer.from(encode(this.event));
		this.#encodings.set(encode, bytes);
		return bytes;
	}

	/** Its frame behind `before`: readers whose frames begin alike, as most do, share one. */
	framedAfter(before: string, frame: (before: string, bytes: Buffer) => Buffer): Buffer {
		if (this.#framed?.before !== before) this.#framed = { before, frame: frame(before, this.bytes) };
		return this.#framed.frame;
	}

	/** The raw payload, parsed when the first matcher asks. */
	readonly payload = (): JsonValue | undefined => {
		this.#payload ??= { value: parsePayload(this.payloadText()) };
		return this.#payload.value;
	};
}

function parsePayload(text: string | undefined): JsonValue | undefined {
	return text === undefined ? undefined : (JSON.parse(text) as JsonValue);
}
