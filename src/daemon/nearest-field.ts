/** The field that was probably meant, among those that recent events have. */
import type { CommittedEvent } from "../bus/committed-event.js";
import type { JsonValue } from "../event/event.js";
import { findNearestName } from "../event/nearest-name.js";

const MAX_DEPTH = 3;

/** @param path A canonical path; the answer leaves out `fields.`, as people do. */
export function findNearestField(path: string, recent: readonly CommittedEvent[]): string | undefined {
	const isOfPayload = path === "payload" || path.startsWith("payload.");
	const names = new Set<string>();
	for (const { event, payload } of recent) {
		const [root, prefix] = isOfPayload ? [payload(), "payload."] : [event.fields, ""];
		addNames(names, { value: root, prefix, depth: 1 });
	}
	return findNearestName(path.replace(/^fields\./, ""), names);
}

interface Place {
	readonly value: JsonValue | undefined;
	readonly prefix: string;
	readonly depth: number;
}

function addNames(names: Set<string>, { value, prefix, depth }: Place): void {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return;
	for (const [key, member] of Object.entries(value)) {
		names.add(`${prefix}${key}`);
		if (depth < MAX_DEPTH) addNames(names, { value: member, prefix: `${prefix}${key}.`, depth: depth + 1 });
	}
}
