/** What a vendor handed to its hook, whatever that is, as a report: what nobody can read is published as the text it is. */
import type { JsonObject, JsonValue } from "../event/event.js";
import { OTHER, type LifecycleReport, type ReadLifecycle } from "./lifecycle.js";

export interface HookInput {
	/** The payload as it came; empty when the vendor gives none. */
	readonly text: string;
	/** What the command line calls the moment. */
	readonly event: string | undefined;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** It was longer than what was read of it. */
	readonly isCut?: boolean;
}

export interface ReadHook {
	readonly report: LifecycleReport;
	readonly payload: JsonValue;
}

const MAX_UNREAD_LENGTH = 64 * 1024;

export function readHook(readLifecycle: ReadLifecycle, { text, event, env, isCut }: HookInput): ReadHook {
	const payload = text.trim() === "" ? {} : parseObject(text);
	if (payload !== undefined) return { report: readLifecycle({ event, payload, env }), payload };
	const problem = isCut === true ? "it is too long" : "it is not a JSON object";
	return {
		report: {
			hookEvent: event,
			session: undefined,
			cwd: undefined,
			events: OTHER,
			facts: { payload_problem: problem },
			doors: [],
		},
		payload: text.slice(0, MAX_UNREAD_LENGTH),
	};
}

function parseObject(text: string): JsonObject | undefined {
	try {
		const value: unknown = JSON.parse(text);
		if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
		// Deeper than it can be written again: it will have to go on as text.
		JSON.stringify(value);
		return value as JsonObject;
	} catch {
		return undefined;
	}
}
