/** The requests about messages, checked at the edge. */
import * as v from "valibot";
import { MAX_EVENT_BYTES } from "../event/limits.js";
import { count, durationMs, text } from "./request-parts.js";

/** @param head The keys that every request has. */
export function mailSchemas<Head extends v.ObjectEntries>(head: Head) {
	return [
		v.strictObject({
			...head,
			op: v.literal("send"),
			to: text,
			body: v.pipe(v.string(), v.maxLength(MAX_EVENT_BYTES)),
			from: v.optional(text),
			answers: v.optional(text),
			correlation_id: v.optional(text),
			thread: v.optional(text),
			ttl_ms: v.optional(durationMs),
		}),
		v.strictObject({
			...head,
			op: v.literal("inbox"),
			agent: v.optional(text),
			limit: v.optional(v.pipe(count, v.maxValue(10_000))),
		}),
		v.strictObject({ ...head, op: v.literal("read"), agent: v.optional(text), through: text }),
		v.strictObject({ ...head, op: v.literal("receipts"), message: text }),
	] as const;
}
