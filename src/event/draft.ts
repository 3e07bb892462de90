/** The edge where an emitter's words become an event: parsed once here, trusted afterwards. */
import { BusError } from "../errors.js";
import type { BusEvent, JsonObject, JsonValue } from "./event.js";
import { CONCLUSIONS } from "./event.js";
import { MAX_DELIVERY_ID_LENGTH, MAX_EVENT_BYTES, MAX_NAME_LENGTH, MAX_PAYLOAD_BYTES } from "./limits.js";
import { clip, composeSummary } from "./summary.js";

const NAME = /^[a-z][a-z0-9_.-]*$/;
const KNOWN_KEYS: ReadonlySet<string> = new Set([
	"source",
	"event_type",
	"delivery_id",
	"owner",
	"repo",
	"received_at",
	"summary",
	"fields",
	"payload",
	// An event that was read from a bus may be emitted again as it is; its delivery_id keeps it single.
	"kind",
	"event_id",
]);

/** A draft that holds: every default filled in but those only the commit can give. */
export interface ParsedDraft {
	readonly source: string;
	readonly eventType: string;
	readonly deliveryId: string | undefined;
	readonly owner: string;
	readonly repo: string;
	readonly receivedAtNs: bigint | undefined;
	readonly summary: string;
	readonly fields: JsonObject;
	/** `"summary":…,"fields":…}`, encoded once. */
	readonly tailText: string;
	readonly payloadText: string | undefined;
}

/**
 * Parses one draft of an event.
 * @param where Names the draft in errors: `event`, `event 3`, `line 17`.
 * @throws BusError EVENT_INVALID naming the key, what was found and what is wanted
 */
export function parseDraft(value: unknown, where = "event"): ParsedDraft {
	if (!isObject(value)) throw invalid(where, undefined, value, "a JSON object");
	const unknownKey = Object.keys(value).find((key) => !KNOWN_KEYS.has(key));
	if (unknownKey !== undefined) {
		throw new BusError("EVENT_INVALID", `Cannot emit ${where}: unknown key "${unknownKey}"`, {
			hint: `Facts of your own belong under fields: {"fields":{"${unknownKey}":…}}`,
		});
	}
	const source = parseName(value["source"], "source", where);
	const eventType = parseName(value["event_type"], "event_type", where);
	const fields = parseFields(value["fields"], { source, event_type: eventType }, where);
	const summary = clip(parseOptionalText(value["summary"], "summary", where) ?? composeSummary(fields));
	return {
		source,
		eventType,
		deliveryId: parseDeliveryId(value["delivery_id"], where),
		owner: parseScope(value["owner"], "owner", where) ?? "local",
		repo: parseScope(value["repo"], "repo", where) ?? source,
		receivedAtNs: parseReceivedAt(value["received_at"], where),
		summary,
		fields,
		tailText: encodeTail(summary, fields, where),
		payloadText: encodePayload(value["payload"], where),
	};
}

/** The event a draft becomes at its commit, with its canonical JSON text. */
export function toEvent(draft: ParsedDraft, eventId: string, nowNs: bigint): { event: BusEvent; text: string } {
	const event: BusEvent = {
		kind: "event",
		event_id: eventId,
		delivery_id: draft.deliveryId ?? eventId,
		source: draft.source,
		event_type: draft.eventType,
		owner: draft.owner,
		repo: draft.repo,
		received_at: draft.receivedAtNs ?? nowNs,
		summary: draft.summary,
		fields: draft.fields,
	};
	// Names and ids are plain ASCII by their patterns; owner, repo and delivery_id may need escaping.
	const text =
		`{"kind":"event","event_id":"${eventId}","delivery_id":${JSON.stringify(event.delivery_id)}` +
		`,"source":"${draft.source}","event_type":"${draft.eventType}","owner":${JSON.stringify(draft.owner)}` +
		`,"repo":${JSON.stringify(draft.repo)},"received_at":${event.received_at},${draft.tailText}`;
	return { event, text };
}

function parseName(value: unknown, key: string, where: string): string {
	if (typeof value === "string" && value.length <= MAX_NAME_LENGTH && NAME.test(value)) return value;
	throw invalid(where, key, value, `a name such as "docker" (${NAME.source}, at most ${MAX_NAME_LENGTH} characters)`);
}

function parseScope(value: unknown, key: string, where: string): string | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value === "string" && value.length <= 256 && !/[\s/\u0000-\u001f]/u.test(value)) return value;
	throw invalid(where, key, value, "text of at most 256 characters without white space or a slash");
}

function parseOptionalText(value: unknown, key: string, where: string): string | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value === "string") return value;
	throw invalid(where, key, value, "text");
}

function parseDeliveryId(value: unknown, where: string): string | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value === "string" && value !== "" && value.length <= MAX_DELIVERY_ID_LENGTH) return value;
	throw invalid(where, "delivery_id", value, `text of 1 to ${MAX_DELIVERY_ID_LENGTH} characters`);
}

function parseReceivedAt(value: unknown, where: string): bigint | undefined {
	if (value === undefined || value === null) return undefined;
	const digits = typeof value === "bigint" || typeof value === "number" ? String(value) : value;
	// Below 10^15 the number cannot be nanoseconds of this century: it is seconds or milliseconds.
	if (typeof digits === "string" && /^\d{16,19}$/.test(digits)) return BigInt(digits);
	throw invalid(where, "received_at", value, "nanoseconds since the epoch, as 1767225600000000000");
}

function parseFields(value: unknown, names: JsonObject, where: string): JsonObject {
	if (value === undefined || value === null) return names;
	if (!isObject(value)) throw invalid(where, "fields", value, "a JSON object");
	const { conclusion, status } = value;
	if (conclusion !== undefined && conclusion !== null && !CONCLUSIONS.some((known) => known === conclusion)) {
		throw invalid(where, "fields.conclusion", conclusion, `one of ${CONCLUSIONS.join(", ")}`);
	}
	if (status !== undefined && status !== null && typeof status !== "string") {
		throw invalid(where, "fields.status", status, "text");
	}
	return { ...names, ...(value as JsonObject), ...names };
}

function encodeTail(summary: string, fields: JsonObject, where: string): string {
	const text = stringify({ summary, fields }, `${where}.fields`);
	if (text.length > MAX_EVENT_BYTES) throw tooLarge(`${where}.fields`, text.length, MAX_EVENT_BYTES);
	return text.slice(1);
}

function encodePayload(value: unknown, where: string): string | undefined {
	if (value === undefined) return undefined;
	const text = stringify(value as JsonValue, `${where}.payload`);
	if (text.length > MAX_PAYLOAD_BYTES) throw tooLarge(`${where}.payload`, text.length, MAX_PAYLOAD_BYTES);
	return text;
}

function stringify(value: JsonValue, what: string): string {
	try {
		return JSON.stringify(value);
	} catch (cause) {
		// A RangeError of nesting, or a bigint or a cycle from code that calls us in this process.
		throw new BusError("EVENT_INVALID", `Cannot emit ${what}: it is not JSON, or nested too deeply`, { cause });
	}
}

function tooLarge(what: string, found: number, limit: number): BusError {
	return new BusError("EVENT_INVALID", `Cannot emit ${what}: ${found} characters, and ${limit} are allowed`, {
		hint: "Put large data into a file and its path into fields",
	});
}

function invalid(where: string, key: string | undefined, found: unknown, wanted: string): BusError {
	const what = key === undefined ? where : `${where}: ${key}`;
	return new BusError("EVENT_INVALID", `Cannot emit ${what} is ${show(found)}, and must be ${wanted}`, {
		hint: "waitbus emit --source my-tool --event-type finished",
	});
}

function show(value: unknown): string {
	if (value === undefined) return "missing";
	if (typeof value === "bigint") return String(value);
	const text = typeof value === "object" && value !== null ? (Array.isArray(value) ? "an array" : "an object") : JSON.stringify(value);
	return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
