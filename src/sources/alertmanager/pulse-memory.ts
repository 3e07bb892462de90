/** What is known of the watchdogs, as it is kept across restarts. */
import * as v from "valibot";
import type { JsonValue } from "../../event/event.js";
import { alertSchema } from "./notification.js";
import type { Pulse } from "./watchdog.js";

const schema = v.array(
	v.object({
		alert: alertSchema,
		receiver: v.string(),
		lastHeardMs: v.number(),
		state: v.picklist(["alive", "silent", "missing"]),
	}),
);

export function formatPulses(pulses: readonly Pulse[]): JsonValue {
	return pulses.map((pulse) => ({ ...pulse, alert: { ...pulse.alert } }));
}

/** Nothing when another version of waitbus wrote something else. */
export function parsePulses(value: JsonValue | undefined): readonly Pulse[] {
	const result = v.safeParse(schema, value);
	return result.success ? result.output : [];
}
