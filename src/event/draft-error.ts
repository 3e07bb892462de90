/** How a malformed draft is refused. */
import { BusError } from "../errors.js";
import { toPrintable } from "./printable.js";

const SHOWN_LENGTH = 60;

export interface DraftComplaint {
	/** Names the draft: `event`, `event 3`, `line 17`. */
	readonly where: string;
	/** Absent when the draft as a whole is meant. */
	readonly key?: string;
	readonly found: unknown;
	readonly wanted: string;
}

export function invalidDraft({ where, key, found, wanted }: DraftComplaint): BusError {
	const what = key === undefined ? where : `${where}: ${key}`;
	return new BusError("EVENT_INVALID", `Cannot emit ${what} is ${show(found)}, and must be ${wanted}`, {
		hint: "waitbus emit --source my-tool --event-type finished",
	});
}

export function unknownKey(where: string, key: string): BusError {
	const name = clip(toPrintable(key));
	return new BusError("EVENT_INVALID", `Cannot emit ${where}: unknown key "${name}"`, {
		hint: `Facts of your own belong under fields: {"fields":{"${name}":…}}`,
	});
}

function show(value: unknown): string {
	if (value === undefined) return "missing";
	if (Array.isArray(value)) return "an array";
	if (typeof value === "object" && value !== null) return "an object";
	return clip(toPrintable(typeof value === "string" ? JSON.stringify(value) : `${value as number}`));
}

function clip(text: string): string {
	return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}
