/** The edge where an emitter's words become an event: parsed once here, trusted afterwards. */
import { invalidDraft, unknownKey } from "./draft-error.js";
import {
	isObject,
	parseDeliveryId,
	parseFields,
	parseName,
	parseOptionalText,
	parseReceivedAt,
	parseScope,
} from "./draft-parts.js";
import { encodePayload, encodeTail } from "./draft-text.js";
import type { BusEvent, JsonObject } from "./event.js";
import { clip, composeSummary } from "./summary.js";

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
	if (!isObject(value)) throw invalidDraft({ where, found: value, wanted: "a JSON object" });
	const foreignKey = Object.keys(value).find((key) => !KNOWN_KEYS.has(key));
	if (foreignKey !== undefined) throw unknownKey(where, foreignKey);
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
export function toEvent(
	draft: ParsedDraft,
	eventId: string,
	nowNs: bigint,
): { event: BusEvent; text: string } {
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
