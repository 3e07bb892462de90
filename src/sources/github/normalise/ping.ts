/** What GitHub posts when a webhook is made: the proof that it reaches us. */
import type { Payload } from "../payload.js";
import { readInteger, readObject, readText } from "../payload.js";
import type { Normalised } from "./normalised.js";

export function normalisePing(payload: Payload): Normalised {
	const hook = readObject(payload, "hook");
	return {
		fields: {
			hook_id: readInteger(payload, "hook_id") ?? readInteger(hook, "id"),
			/** What the webhook is subscribed to; `*` is everything. */
			hook_events: readNames(hook["events"]),
			title: readText(payload, "zen"),
			html_url: readText(readObject(payload, "repository"), "html_url"),
		},
		summary: "webhook connected",
		stateKey: undefined,
	};
}

function readNames(value: unknown): readonly string[] | undefined {
	if (!Array.isArray(value)) return undefined;
	return value.slice(0, 100).filter((name) => typeof name === "string");
}
