/** The event as the environment of a command. */
import type { BusEvent, JsonValue } from "../../event/event.js";
import { toPrintable } from "../../event/printable.js";

export interface EventEnvironmentOptions {
	/** Absent when silence ended the wait. */
	readonly event: BusEvent | undefined;
	readonly count: number;
	readonly eventFile: string;
	readonly inherited: NodeJS.ProcessEnv;
}

// Linux takes at most 128 KiB in one variable, and refuses to start the program otherwise.
const MAX_VALUE_LENGTH = 4_096;

/** A value that the event lacks is absent, also when waitbus itself runs on behalf of another event. */
export function toEventEnvironment({
	event,
	count,
	eventFile,
	inherited,
}: EventEnvironmentOptions): NodeJS.ProcessEnv {
	return {
		...inherited,
		WAITBUS_EVENT_ID: event?.event_id,
		WAITBUS_EVENT_TYPE: event?.event_type,
		WAITBUS_SOURCE: event?.source,
		WAITBUS_OWNER: toValue(event?.owner),
		WAITBUS_REPO: toValue(event?.repo),
		WAITBUS_HEAD_SHA: toValue(event?.fields["head_sha"]),
		WAITBUS_CONCLUSION: toValue(event?.fields["conclusion"]),
		WAITBUS_SUMMARY: toValue(event?.summary),
		WAITBUS_EVENT_FILE: eventFile,
		WAITBUS_EVENT_COUNT: String(count),
	};
}

function toValue(value: JsonValue | undefined): string | undefined {
	if (typeof value === "number") return String(value);
	return typeof value === "string" ? toPrintable(value.slice(0, MAX_VALUE_LENGTH)) : undefined;
}
