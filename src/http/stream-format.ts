/** How a stream of events is written: JSON Lines (jsonlines.org), or server-sent events (html.spec.whatwg.org, 9.2). */
import { encodeEvent } from "../event/encode-event.js";
import type { BusEvent } from "../event/event.js";
import type { LogEvent } from "./http-backend.js";

export interface StreamFormat {
	readonly contentType: string;
	/** Whether a stream goes on by itself when the log is read to its end. */
	readonly followsByDefault: boolean;
	/** Comes before the first event. */
	readonly prologue: string;
	encode(event: LogEvent): readonly Buffer[];
	encodeGap(removedThrough: string): string;
}

/** What the client asked for, JSON Lines unless it named another. */
export function chooseFormat(accept: string | undefined): StreamFormat {
	const types = (accept ?? "").split(",").map((range) => range.split(";", 1)[0]?.trim().toLowerCase());
	if (types.includes("text/event-stream")) return SERVER_SENT_EVENTS;
	return jsonLines(types.includes("application/jsonl") ? "application/jsonl" : "application/x-ndjson");
}

const NEWLINE = Buffer.from("\n");
// Long enough for a daemon that restarts, short enough for whoever waits.
const RETRY_MS = 1_000;

function jsonLines(contentType: string): StreamFormat {
	return {
		contentType,
		followsByDefault: false,
		prologue: "",
		encode: (event) => [event.bytes, NEWLINE],
		// Told from an event by its kind.
		encodeGap: (removedThrough) => `{"kind":"gap","removed_through":"${removedThrough}"}\n`,
	};
}

const SERVER_SENT_EVENTS: StreamFormat = {
	contentType: "text/event-stream",
	followsByDefault: true,
	prologue: `retry: ${RETRY_MS}\n\n`,
	encode: (event) => [event.encodedAs(toServerSentEvent)],
	// Without an id of its own: the cursor of a reader is an event that it has seen.
	encodeGap: (removedThrough) => `event: gap\ndata: {"removed_through":"${removedThrough}"}\n\n`,
};

function toServerSentEvent(event: BusEvent): string {
	return `id: ${event.event_id}\nevent: ${event.event_type}\ndata: ${encodeEvent(event)}\n\n`;
}
