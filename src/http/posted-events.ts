/** The events in a body, by the type that its sender says it has. */
import type { IncomingHttpHeaders } from "node:http";
import { BusError } from "../errors.js";
import { isBinaryCloudEvent, toCloudEventAttributes } from "../event/binary-cloud-event.js";
import { parseCloudEvent } from "../event/cloud-event.js";
import { type ParsedDraft, parseDraft } from "../event/draft.js";
import { parseWithExactTime } from "../event/exact-time.js";
import { MAX_BATCH_EVENTS } from "../event/limits.js";
import { decodeText } from "./read-body.js";

type BodyParser = (text: string) => readonly ParsedDraft[];

const PARSERS: ReadonlyMap<string, BodyParser> = new Map([
	["application/json", parseJsonEvents],
	// What `curl -d` says of everything.
	["application/x-www-form-urlencoded", parseJsonEvents],
	["application/x-ndjson", parseJsonLines],
	["application/jsonl", parseJsonLines],
	["application/cloudevents+json", (text) => [parseDraft(parseCloudEvent(parseJson(text, "event")))]],
	["application/cloudevents-batch+json", parseCloudEvents],
]);

export function isKnownBody(headers: IncomingHttpHeaders): boolean {
	return isBinaryCloudEvent(headers) || PARSERS.has(mediaTypeOf(headers));
}

export function knownTypes(): readonly string[] {
	return [...PARSERS.keys()].filter((type) => type !== "application/x-www-form-urlencoded");
}

/**
 * Every event of a body, or none: one that does not hold refuses them all.
 * @throws BusError EVENT_INVALID, REQUEST_INVALID naming the event or the line
 */
export function parsePostedEvents(headers: IncomingHttpHeaders, body: Buffer): readonly ParsedDraft[] {
	const mediaType = mediaTypeOf(headers);
	if (isBinaryCloudEvent(headers))
		return [parseDraft(parseCloudEvent(toCloudEventAttributes(headers, mediaType, body)))];
	return PARSERS.get(mediaType)?.(decodeText(body)) ?? [];
}

function mediaTypeOf(headers: IncomingHttpHeaders): string {
	return (headers["content-type"] ?? "application/json").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

function parseJsonEvents(text: string): readonly ParsedDraft[] {
	const value = parseJson(text, "events");
	if (!Array.isArray(value)) return [parseDraft(value)];
	checkCount(value.length);
	return value.map((event, index) => parseDraft(event, `event ${index + 1}`));
}

function parseCloudEvents(text: string): readonly ParsedDraft[] {
	const value = parseJson(text, "events");
	if (!Array.isArray(value))
		throw new BusError("EVENT_INVALID", "Cannot emit events: a batch of CloudEvents is a JSON array");
	checkCount(value.length);
	return value.map((event, index) => {
		const where = `event ${index + 1}`;
		return parseDraft(parseCloudEvent(event, where), where);
	});
}

function parseJsonLines(text: string): readonly ParsedDraft[] {
	const lines = text.split("\n").map((line, index) => ({ line, where: `line ${index + 1}` }));
	const filled = lines.filter(({ line }) => line.trim() !== "");
	checkCount(filled.length);
	return filled.map(({ line, where }) => parseDraft(parseJson(line, where), where));
}

function checkCount(count: number): void {
	if (count >= 1 && count <= MAX_BATCH_EVENTS) return;
	throw new BusError(
		"REQUEST_INVALID",
		`Cannot emit ${count} events at once: 1 to ${MAX_BATCH_EVENTS} are allowed`,
		{
			hint: count === 0 ? "The body holds one event, or several" : "Send them in several requests",
		},
	);
}

function parseJson(text: string, where: string): unknown {
	try {
		return parseWithExactTime(text);
	} catch (cause) {
		throw new BusError("EVENT_INVALID", `Cannot emit ${where}: it is not JSON`, {
			cause,
			hint: 'An event looks like {"source":"my-tool","event_type":"finished"}',
		});
	}
}
