/** What the process of a plugin says. It may be hostile: whatever is not listed here ends the conversation. */
import * as v from "valibot";
import { MAX_BATCH_EVENTS } from "../event/limits.js";
import { type FromPlugin, PLUGIN_API } from "./messages.js";

const text = v.pipe(
	v.string(),
	v.transform((value) => value.slice(0, 1_000)),
);
const id = v.pipe(v.number(), v.safeInteger());

const fromPluginSchema = v.variant("op", [
	v.strictObject({ op: v.literal("hello"), api: v.literal(PLUGIN_API) }),
	v.strictObject({ op: v.literal("answer") }),
	v.strictObject({
		op: v.literal("emit"),
		id,
		drafts: v.pipe(v.array(v.record(v.string(), v.unknown())), v.maxLength(MAX_BATCH_EVENTS)),
	}),
	v.variant("state", [
		v.strictObject({ op: v.literal("health"), state: v.literal("up") }),
		v.strictObject({
			op: v.literal("health"),
			state: v.literal("down"),
			reason: text,
			hint: v.optional(text),
		}),
	]),
	v.strictObject({
		op: v.literal("log"),
		level: v.picklist(["debug", "info", "warn", "error"]),
		message: text,
		fields: v.optional(v.record(v.string(), v.unknown())),
	}),
	v.strictObject({ op: v.literal("memory"), value: v.unknown() }),
	v.strictObject({ op: v.literal("failed"), message: text, hint: v.optional(text) }),
]);

/** Undefined for anything that is no message. */
export function parseFromPlugin(frame: string): FromPlugin | undefined {
	try {
		const result = v.safeParse(fromPluginSchema, JSON.parse(frame));
		return result.success ? result.output : undefined;
	} catch {
		return undefined;
	}
}
