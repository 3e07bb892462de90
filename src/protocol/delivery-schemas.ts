/** The requests about deliveries, checked at the edge. */
import * as v from "valibot";
import { MAX_EVENT_BYTES } from "../event/limits.js";
import { durationMs, text } from "./request-parts.js";

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
		v.strictObject({ ...head, op: v.literal("notices"), agent: text }),
	] as const;
}
