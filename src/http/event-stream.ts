/** One answer to GET /events, from its head to its end: it goes as fast as its client reads. */
import type { ServerResponse } from "node:http";
import type { EventReader, EventSink, LogEvent } from "./http-backend.js";
import type { StreamFormat } from "./stream-format.js";
import { StreamWriter } from "./stream-writer.js";

export interface EventStreamOptions {
	readonly response: ServerResponse;
	readonly format: StreamFormat;
	/** What the daemon has to say about the stream before it begins: one header each. */
	readonly notes: readonly string[];
	readonly subscribe: (sink: EventSink) => EventReader;
	/** The last event that may be sent; absent when the stream follows the log. */
	readonly throughSeq: number | undefined;
	/** Most events that are sent. */
	readonly limit: number | undefined;
	readonly ending: AbortSignal;
}

export class EventStream {
	readonly #options: EventStreamOptions;
	readonly #writer: StreamWriter;
	readonly #reader: EventReader | undefined;
	#room: number;
	#isOver = false;

	constructor(options: EventStreamOptions) {
		const { response, format, notes, subscribe, limit, ending } = options;
		this.#options = options;
		this.#writer = new StreamWriter(response);
		this.#room = limit ?? Number.POSITIVE_INFINITY;
		// The head leaves at once: a client that follows knows then that nothing from now on escapes it.
		response
			.writeHead(200, {
				"content-type": format.contentType,
				"cache-control": "no-store",
				...(notes.length === 0 ? {} : { "waitbus-note": notes.map(toHeaderValue) }),
			})
			.flushHeaders();
		this.#writer.write(Buffer.from(format.prologue));
		response.on("drain", () => this.#reader?.resume());
		response.once("close", () => this.#close());
		ending.addEventListener("abort", this.#end);
		this.#reader = subscribe({
			isFull: () => this.#writer.isFull,
			deliver: (event) => this.#deliver(event),
			gap: (removedThrough) => this.#writer.write(Buffer.from(format.encodeGap(removedThrough))),
			caughtUp: () => this.#onCaughtUp(),
		});
		// A log without anything to read has ended the stream before there was a reader to close.
		if (this.#isOver) this.#reader.close();
	}

	#deliver(event: LogEvent): void {
		const { format, throughSeq } = this.#options;
		if (this.#isOver) return;
		if (throughSeq !== undefined && event.seq > throughSeq) return this.#end();
		this.#writer.write(...format.encode(event));
		this.#room -= 1;
		if (this.#room === 0) this.#end();
	}

	#onCaughtUp(): void {
		if (this.#options.throughSeq !== undefined) this.#end();
	}

	readonly #end = (): void => {
		this.#writer.end();
		this.#close();
	};

	#close(): void {
		if (this.#isOver) return;
		this.#isOver = true;
		this.#options.ending.removeEventListener("abort", this.#end);
		this.#reader?.close();
	}
}

// RFC 9110, section 5.5: a header's value is visible ASCII.
function toHeaderValue(note: string): string {
	return note.replaceAll(/[^\x20-\x7e]/g, "?");
}
