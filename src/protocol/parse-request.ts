/** Requests of protocol version 2, checked at the edge; what comes out is trusted. */
import * as v from "valibot";
import { MAX_BATCH_EVENTS, MAX_NAME_LENGTH, MAX_WAIT_COUNT } from "../event/limits.js";
import { toPrintable } from "../event/printable.js";
import { BusError } from "../errors.js";
import { agentSchemas } from "./agent-schemas.js";
import { deliverySchemas } from "./delivery-schemas.js";
import { describeIssue } from "./describe-issue.js";
import { mailSchemas } from "./mail-schemas.js";
import { PROTOCOL_VERSION, type Request } from "./messages.js";
import { count, durationMs, id, text } from "./request-parts.js";

const texts = v.pipe(v.array(text), v.minLength(1), v.maxLength(64));

const selection = {
	match: v.optional(v.pipe(v.array(text), v.maxLength(64))),
	match_cel: v.optional(text),
	match_jmespath: v.optional(text),
	source: v.optional(text),
	event_type: v.optional(text),
	to: v.optional(text),
	sha: v.optional(text),
	repo: v.optional(text),
};

const subject = v.pipe(
	v.record(v.pipe(text, v.maxLength(MAX_NAME_LENGTH)), v.union([text, v.pipe(v.number(), v.safeInteger())])),
	v.maxEntries(16),
);

const waitTerms = {
	...selection,
	all_of: v.optional(texts),
	first_of: v.optional(texts),
	sequence: v.optional(texts),
	count: v.optional(v.pipe(count, v.maxValue(MAX_WAIT_COUNT))),
	within_ms: v.optional(durationMs),
	absent_ms: v.optional(durationMs),
	subject: v.optional(subject),
	unless: v.optional(texts),
	unless_since: v.optional(text),
	since: v.optional(text),
};

const head = { proto: v.optional(v.literal(PROTOCOL_VERSION)), id };
const EMIT_KEYS: ReadonlySet<string> = new Set(["proto", "op", "id", "events"]);

const requestSchema = v.variant("op", [
	...agentSchemas(head),
	...mailSchemas(head),
	...deliverySchemas(head),
	v.strictObject({
		...head,
		op: v.literal("subscribe"),
		...selection,
		since: v.optional(text),
		credit: v.optional(count),
		strict: v.optional(v.boolean()),
	}),
	v.strictObject({ ...head, op: v.literal("credit"), target: id, credit: count }),
	v.strictObject({
		...head,
		op: v.literal("wait"),
		...waitTerms,
		strict: v.optional(v.boolean()),
		deliver: v.optional(v.boolean()),
	}),
	v.strictObject({ ...head, op: v.literal("cancel"), target: id }),
	v.strictObject({
		...head,
		op: v.literal("query"),
		...selection,
		since: v.optional(text),
		limit: v.optional(v.pipe(count, v.maxValue(100_000))),
		newest: v.optional(v.boolean()),
	}),
	v.strictObject({
		...head,
		op: v.literal("latest"),
		of: v.picklist(["workflows", "failed_jobs"]),
		repo: v.optional(text),
		before: v.optional(text),
		limit: v.optional(v.pipe(count, v.maxValue(1_000))),
	}),
	v.strictObject({ ...head, op: v.literal("get"), event_id: text }),
	v.strictObject({ ...head, op: v.literal("why"), ...waitTerms, pid: v.optional(count) }),
	v.strictObject({ ...head, op: v.literal("status") }),
	v.strictObject({ ...head, op: v.literal("reload") }),
	v.strictObject({ ...head, op: v.literal("describe"), source: text }),
	v.strictObject({ ...head, op: v.literal("test"), source: text }),
	v.strictObject({ ...head, op: v.literal("stop") }),
]);

const OPS = requestSchema.options.map(({ entries }) => entries.op.literal);

/** @throws BusError REQUEST_INVALID naming the key, what was found and what is wanted */
export function parseRequest(value: unknown): Request {
	if (isEmit(value)) return parseEmit(value);
	const result = v.safeParse(requestSchema, value);
	if (result.success) return result.output as Request;
	const [issue] = result.issues;
	const complaint =
		issue.type === "variant" && issue.path !== undefined
			? describeOp(value)
			: describeIssue(issue, v.getDotPath(issue) ?? "message");
	throw invalid(complaint);
}

/** The id of a request that may be malformed otherwise, so that its refusal can be told apart. */
export function findRequestId(value: unknown): number | undefined {
	const candidate = typeof value === "object" && value !== null && "id" in value ? value.id : undefined;
	return typeof candidate === "number" && Number.isSafeInteger(candidate) ? candidate : undefined;
}

// The hot request is read by hand: a schema costs more than the rest of an emit.
function isEmit(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && "op" in value && value.op === "emit";
}

function parseEmit(value: Readonly<Record<string, unknown>>): Request {
	const { proto, events } = value;
	const foreignKey = Object.keys(value).find((key) => !EMIT_KEYS.has(key));
	if (foreignKey !== undefined) throw invalid(`unknown key "${toPrintable(foreignKey)}"`);
	if (proto !== undefined && proto !== PROTOCOL_VERSION)
		throw invalid(`emit.proto must be ${PROTOCOL_VERSION}`);
	const requestId = findRequestId(value);
	if (requestId === undefined || requestId < 0) throw invalid("emit.id must be a whole number from 0");
	if (!Array.isArray(events)) throw invalid("emit.events must be an array of events");
	if (events.length === 0 || events.length > MAX_BATCH_EVENTS) {
		throw invalid(`emit.events must be 1 to ${MAX_BATCH_EVENTS} long, and it is ${events.length} long`);
	}
	return { op: "emit", id: requestId, events };
}

function describeOp(value: unknown): string {
	const op = typeof value === "object" && value !== null && "op" in value ? value.op : undefined;
	const found = op === undefined ? "missing" : toPrintable(JSON.stringify(op)).slice(0, 60);
	return `op is ${found}, and must be one of emit, ${OPS.join(", ")}`;
}

function invalid(complaint: string): BusError {
	return new BusError("REQUEST_INVALID", `Cannot read request: ${complaint}`, {
		hint: "docs/protocol.md lists every request with its keys",
	});
}
