/** The requests about what agents are told, checked at the edge. */
import * as v from "valibot";
import { MAX_EVENT_BYTES } from "../event/limits.js";
import { count, durationMs, text } from "./request-parts.js";

/** @param head The keys that every request has. */
export function deliverySchemas<Head extends v.ObjectEntries>(head: Head) {
	return [
		v.strictObject({
			...head,
			op: v.literal("deliver"),
			agent: text,
			text: v.pipe(v.string(), v.maxLength(MAX_EVENT_BYTES)),
			context_only: v.optional(v.boolean()),
			door: v.optional(text),
			timeout_ms: v.optional(durationMs),
		}),
		v.strictObject({
			...head,
			op: v.literal("notices"),
			agent: text,
			at_start: v.optional(v.boolean()),
		}),
		v.strictObject({
			...head,
			op: v.literal("digest"),
			agent: v.optional(text),
			since: v.optional(text),
			max_bytes: v.optional(v.pipe(count, v.maxValue(MAX_EVENT_BYTES))),
		}),
		v.strictObject({ ...head, op: v.literal("seen"), agent: v.optional(text), through: text }),
	] as const;
}
