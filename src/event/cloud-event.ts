/** CloudEvents 1.0 (github.com/cloudevents/spec) in and out. docs/http.md has the table of what becomes what. */
import { invalidDraft } from "./draft-error.js";
import type { BusEvent, EventDraft, JsonObject, JsonValue } from "./event.js";
import { CONCLUSIONS } from "./event.js";
import { MAX_NAME_LENGTH } from "./limits.js";
import { findTimeNs, formatTimeNs } from "./rfc3339.js";

export interface CloudEvent {
	readonly specversion: "1.0";
	readonly id: string;
	readonly source: string;
	readonly type: string;
	readonly subject?: string;
	readonly time: string;
	readonly datacontenttype: "application/json";
	readonly data: JsonObject;
}

const SOURCE_URN = "urn:waitbus:source:";
// CloudEvents allows only lower-case letters and digits in the name of an attribute.
const SOURCE_ATTRIBUTE = "waitbussource";
const NAME = /^[a-z][a-z0-9_.-]*$/;
/** Longer texts stay in the payload alone: fields are what people match on. */
const MAX_FIELD_LENGTH = 1_024;
const CONTEXT_ATTRIBUTES: ReadonlySet<string> = new Set([
	"specversion",
	"id",
	"source",
	"type",
	"time",
	"datacontenttype",
	"data",
	"data_base64",
	SOURCE_ATTRIBUTE,
]);

/** An event as others read it; {@link parseCloudEvent} makes the same event of it again. */
export function toCloudEvent(event: BusEvent, payload?: JsonValue): CloudEvent {
	const { delivery_id, owner, repo, summary, fields } = event;
	const { subject } = fields;
	return {
		specversion: "1.0",
		id: event.event_id,
		source: SOURCE_URN + event.source,
		type: event.event_type,
		...(typeof subject === "string" && subject !== "" ? { subject } : {}),
		time: formatTimeNs(event.received_at),
		datacontenttype: "application/json",
		data: { delivery_id, owner, repo, summary, fields, ...(payload === undefined ? {} : { payload }) },
	};
}

/**
 * The draft that a CloudEvent stands for; parseDraft has the last word on it.
 * @throws BusError EVENT_INVALID naming the attribute
 */
export function parseCloudEvent(value: unknown, where = "event"): EventDraft {
	if (!isObject(value)) throw invalidDraft({ where, found: value, wanted: "a JSON object" });
	if (value["specversion"] !== "1.0") {
		throw invalidDraft({ where, key: "specversion", found: value["specversion"], wanted: '"1.0"' });
	}
	const [id, source, type] = [
		required(value, "id", where),
		required(value, "source", where),
		required(value, "type", where),
	];
	const receivedAt = parseTime(value["time"], where);
	const when = receivedAt === undefined ? {} : { received_at: receivedAt };
	const { data } = value;
	if (source.startsWith(SOURCE_URN) && isProjection(data)) {
		return { ...data, ...when, source: source.slice(SOURCE_URN.length), event_type: toName(type) };
	}
	const fields = {
		...(isObject(data) ? scalarsOf(data) : {}),
		...scalarsOf(Object.fromEntries(Object.entries(value).filter(([key]) => !CONTEXT_ATTRIBUTES.has(key)))),
		ce_source: source,
		ce_type: type,
	};
	const name = parseSource(value[SOURCE_ATTRIBUTE], source, where);
	return {
		source: name,
		event_type: toName(type),
		delivery_id: `${source}#${id}`,
		...when,
		fields,
		...payloadOf(value),
	};
}

function required(value: JsonObject, key: string, where: string): string {
	const found = value[key];
	if (typeof found === "string" && found !== "") return found;
	throw invalidDraft({ where, key, found, wanted: "text, as CloudEvents 1.0 requires" });
}

function parseTime(found: JsonValue | undefined, where: string): bigint | undefined {
	if (found === undefined || found === null) return undefined;
	const timeNs = typeof found === "string" ? findTimeNs(found) : undefined;
	if (timeNs !== undefined) return timeNs;
	throw invalidDraft({ where, key: "time", found, wanted: "a time of RFC 3339, as 2026-01-01T00:00:00.5Z" });
}

function parseSource(attribute: JsonValue | undefined, source: string, where: string): string {
	if (attribute === undefined) return nameOfSource(source);
	if (typeof attribute === "string" && NAME.test(attribute)) return attribute;
	throw invalidDraft({
		where,
		key: SOURCE_ATTRIBUTE,
		found: attribute,
		wanted: `a name such as "docker" (${NAME.source})`,
	});
}

/** `urn:waitbus:source:X` is X; of another URI the last part of its path, or its host. */
function nameOfSource(source: string): string {
	const url = URL.canParse(source) ? new URL(source) : undefined;
	const path =
		url === undefined || url.host === "" ? source.replace(/[?#].*$/, "") : `${url.hostname}${url.pathname}`;
	return toName(path.split(/[/:]/).findLast((part) => /[a-z0-9]/i.test(part)) ?? "");
}

/** The nearest name that a source or an event type may have. */
function toName(text: string): string {
	const slug = text
		.toLowerCase()
		.replace(/[^a-z0-9_.-]+/g, "-")
		.replace(/^[-._]+|[-._]+$/g, "");
	return (/^[a-z]/.test(slug) ? slug : `ce-${slug}`).slice(0, MAX_NAME_LENGTH);
}

function payloadOf({ data, data_base64: base64 }: JsonObject): { readonly payload?: JsonValue } {
	if (data !== undefined) return { payload: data };
	return base64 === undefined ? {} : { payload: { data_base64: base64 } };
}

function scalarsOf(value: JsonObject): JsonObject {
	return Object.fromEntries(Object.entries(value).filter(([key, item]) => isField(key, item)));
}

// Words of another vocabulary under these two keys would be refused, and are nobody's mistake.
function isField(key: string, value: JsonValue): boolean {
	if (key === "conclusion") return value === null || CONCLUSIONS.some((known) => known === value);
	if (key === "status") return value === null || typeof value === "string";
	return typeof value === "string"
		? value.length <= MAX_FIELD_LENGTH
		: typeof value !== "object" || value === null;
}

type Projection = Pick<EventDraft, "delivery_id" | "owner" | "repo" | "summary" | "fields" | "payload">;

/** Whether the data is what {@link toCloudEvent} wrote. */
function isProjection(data: JsonValue | undefined): data is JsonObject & Projection {
	const keys = ["delivery_id", "owner", "repo", "summary", "fields"];
	return (
		isObject(data) &&
		keys.every((key) => key in data) &&
		Object.keys(data).every((key) => key === "payload" || keys.includes(key))
	);
}

function isObject(value: unknown): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
