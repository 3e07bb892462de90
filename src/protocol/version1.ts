/** Protocol version 1: one subscribe envelope, then a stream of frames. Existing clients rely on every byte. */
import { BusError } from "../errors.js";
import type { BusEvent, JsonValue } from "../event/event.js";
import { MAX_FRAME_BYTES_V1, MAX_NAME_LENGTH } from "../event/limits.js";
import type { Selection } from "./messages.js";

/** The fields that version 1 clients always find, null when absent, in this order. */
export const FIELD_KEYS_V1 = [
	"source",
	"event_type",
	"owner",
	"repo",
	"run_id",
	"workflow_name",
	"head_branch",
	"head_sha",
	"status",
	"conclusion",
	"ingest_method",
	"job_id",
	"job_name",
	"parent_run_id",
	"alert_name",
	"alert_severity",
	"alert_fingerprint",
	"msg_to",
	"msg_from",
	"msg_correlation_id",
	"msg_reply_to",
	"msg_thread",
	"msg_body",
] as const;

const MAX_FILTERS = 64;
// Wider than isEventId: version 1 never minded an id beyond the last millisecond of ULIDs.
const CURSOR = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const FILTER = /^(?:[A-Za-z0-9_.-]+\/(?:[A-Za-z0-9_.-]+|\*)|\*)$/;

// What no event can be is asked of nobody.
const NAME = /^[a-z][a-z0-9_.-]*$/;
const MAX_ASKED_TYPES = 64;

/** What a version 1 client subscribes to. */
export interface SubscribeV1 {
	/** `*`, `owner/*` or `owner/repo`. */
	readonly filters: readonly string[];
	/** Absent means every type. */
	readonly eventTypes: readonly string[] | undefined;
	readonly since: string | undefined;
}

/** Whether the first frame of a connection asks for version 1: no proto, null, or anything but 2. */
export function isVersion1(envelope: Readonly<Record<string, unknown>>): boolean {
	return envelope["proto"] !== 2;
}

/** Whether the daemon speaks what the envelope asks for; otherwise the reject has the reason `version`. */
export function isSupportedVersion(envelope: Readonly<Record<string, unknown>>, text: string): boolean {
	const { proto } = envelope;
	if (proto === undefined || proto === null) return true;
	return proto === 1 && !PROTO_AS_FRACTION.test(text);
}

// Version 1 demands a JSON integer; JSON.parse cannot tell 1.0 from 1.
const PROTO_AS_FRACTION = /"proto"\s*:\s*1[.eE]/;

/** @throws BusError REQUEST_INVALID naming the key */
export function parseSubscribeV1(envelope: Readonly<Record<string, unknown>>): SubscribeV1 {
	const filters = parseTexts(envelope["filters"], "filters") ?? [];
	const badFilter = filters.find((filter) => !FILTER.test(filter));
	if (badFilter !== undefined)
		throw invalid("filters", `"${badFilter}" is not "*", "owner/*" or "owner/repo"`);
	if (filters.length > MAX_FILTERS)
		throw invalid("filters", `${filters.length} filters, and ${MAX_FILTERS} are allowed`);
	const eventTypes = parseTexts(envelope["event_types"], "event_types");
	if (eventTypes?.length === 0) throw invalid("event_types", "an empty list selects nothing");
	const envelopeKind = envelope["envelope"] ?? "diffs";
	if (envelopeKind !== "diffs") throw invalid("envelope", 'only "diffs" is offered');
	return {
		filters: filters.length === 0 ? ["*"] : filters,
		eventTypes,
		since: parseSince(envelope["since"]),
	};
}

function parseTexts(value: unknown, key: string): readonly string[] | undefined {
	if (value === undefined || value === null) return undefined;
	if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
	throw invalid(key, "not a list of texts");
}

function parseSince(value: unknown): string | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value === "string" && CURSOR.test(value)) return value;
	throw invalid("since", "not an event id: 26 characters, upper case");
}

function invalid(key: string, found: string): BusError {
	return new BusError("REQUEST_INVALID", `Cannot subscribe: ${key}: ${found}`);
}

/** What it asks for as version 2 says it, one for each filter: what sources are asked, and roughly what is delivered. */
export function toSelectionsV1({ filters, eventTypes }: SubscribeV1): readonly Selection[] {
	const types = eventTypes?.filter((type) => NAME.test(type) && type.length <= MAX_NAME_LENGTH);
	if (types?.length === 0) return [];
	const match =
		types === undefined ? {} : { match: types.slice(0, MAX_ASKED_TYPES).map((type) => `event_type=${type}`) };
	return filters.map((filter) => ({ repo: filter, ...match }));
}

/** Whether an event passes the two coarse filters of version 1. */
export function isSelectedV1(subscribe: SubscribeV1, event: BusEvent): boolean {
	if (subscribe.eventTypes !== undefined && !subscribe.eventTypes.includes(event.event_type)) return false;
	return subscribe.filters.some(
		(filter) => filter === "*" || filter === `${event.owner}/${event.repo}` || filter === `${event.owner}/*`,
	);
}

/** The event's frame, or the stub that stands for one over 65,536 bytes. */
export function eventFrameV1(event: BusEvent): string {
	const { event_id, event_type, owner, repo, received_at, delivery_id, summary } = event;
	const head = JSON.stringify({ event_id, event_type, owner, repo });
	const tail = JSON.stringify({ delivery_id, summary, fields: fieldsV1(event), kind: "event" });
	const text = `${head.slice(0, -1)},"received_at":${received_at},${tail.slice(1)}`;
	return Buffer.byteLength(text) <= MAX_FRAME_BYTES_V1 ? text : truncatedFrameV1(event);
}

function truncatedFrameV1(event: BusEvent): string {
	return JSON.stringify({
		event_id: event.event_id,
		reason: "payload exceeds MAX_FRAME_BYTES",
		correlation_id: event.fields["msg_correlation_id"] ?? null,
		max_frame_bytes: MAX_FRAME_BYTES_V1,
		kind: "truncated",
	});
}

function fieldsV1(event: BusEvent): Record<string, JsonValue> {
	const fields: Record<string, JsonValue> = {};
	for (const key of FIELD_KEYS_V1) fields[key] = event.fields[key] ?? null;
	// What a source adds comes after the keys that version 1 knows.
	return { ...fields, ...event.fields, owner: event.owner, repo: event.repo };
}

export function ackFrameV1(caughtUpAt: string | null, heartbeatSeconds: number): string {
	return JSON.stringify({
		proto: 1,
		caught_up_at: caughtUpAt,
		heartbeat_sec: Math.trunc(heartbeatSeconds),
		max_frame_bytes: MAX_FRAME_BYTES_V1,
		kind: "subscribe_ack",
	});
}

export function heartbeatFrameV1(nowMs: number, uptimeMs: number): string {
	const ts = Math.floor(nowMs / 1_000);
	return JSON.stringify({ ts, uptime_sec: Math.floor(uptimeMs / 1_000), kind: "daemon_heartbeat" });
}

export function rejectFrameV1(reason: string, remediation: string): string {
	const supported = reason === "version" ? [1] : null;
	return JSON.stringify({ reason, remediation, supported, kind: "subscribe_rejected" });
}
