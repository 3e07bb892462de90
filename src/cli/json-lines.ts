/** JSON Lines of events, checked whole before the first of them is sent. */
import { BusError } from "../errors.js";
import { parseDraft } from "../event/draft.js";
import type { EventDraft } from "../event/event.js";
import { parseWithExactTime } from "../event/exact-time.js";

/** @throws BusError EVENT_INVALID naming the line */
export function parseJsonLines(text: string): readonly EventDraft[] {
	const lines = text.split("\n").map((line, index) => ({ line: line.trim(), where: `line ${index + 1}` }));
	return lines.filter(({ line }) => line !== "").map(({ line, where }) => parseLine(line, where));
}

function parseLine(line: string, where: string): EventDraft {
	let value: unknown;
	try {
		value = parseWithExactTime(line);
	} catch (cause) {
		throw new BusError("EVENT_INVALID", `Cannot emit ${where}: it is not JSON`, {
			cause,
			hint: "One JSON object per line",
		});
	}
	parseDraft(value, where);
	return value as EventDraft;
}
