/** The plain facts of a payload as fields of an event: its texts, numbers and booleans, in the bus's way of writing keys. */
import type { JsonObject, JsonValue } from "../event/event.js";

const MAX_FACTS = 48;
const MAX_KEY_LENGTH = 64;
const MAX_TEXT_LENGTH = 2_000;

// What they mean in an event is the bus's to say, or they would make it another: a message, a check of a commit.
const OWN_KEYS: ReadonlySet<string> = new Set(
	[
		"agent vendor session cwd hook_event state doing pid background_tasks",
		"source event_type owner repo status conclusion run_id workflow_name",
		"head_branch head_sha ingest_method job_id job_name parent_run_id",
	].flatMap((line) => line.split(" ")),
);

export function toFacts(value: JsonValue | undefined): JsonObject {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
	const facts: Record<string, JsonValue> = {};
	let count = 0;
	for (const [key, part] of Object.entries(value)) {
		const fact = toFact(part);
		if (fact === undefined || count === MAX_FACTS) continue;
		facts[toKey(key)] = fact;
		count += 1;
	}
	return facts;
}

/** At most so much of it: a field is for matching, the payload has the whole. */
export function clipText(text: string): string {
	return text.length <= MAX_TEXT_LENGTH ? text : text.slice(0, MAX_TEXT_LENGTH);
}

function toFact(value: JsonValue): JsonValue | undefined {
	if (typeof value === "string") return clipText(value);
	return typeof value === "number" || typeof value === "boolean" ? value : undefined;
}

/** `lastMessage` and `last-message` are `last_message`. */
function toKey(key: string): string {
	const words = key
		.slice(0, MAX_KEY_LENGTH)
		.replace(/([a-z0-9])([A-Z])/g, "$1_$2")
		.replaceAll("-", "_")
		.toLowerCase();
	return OWN_KEYS.has(words) || /^(msg|alert)_|^__proto__$/.test(words) ? `hook_${words}` : words;
}
