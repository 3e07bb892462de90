import { readEvent, readWholeEvent } from "../read-event.js";
import { MAX_EVENT_CHARACTERS } from "../result-event.js";
import { EVENT, fencedOutput, input, NEXT_CURSOR, READ_ONLY } from "../schemas.js";
import { defineTool, type ToolAnswer } from "../tool.js";

interface Input {
	readonly event_id?: string;
	/** As the parameter was called before. */
	readonly ulid?: string;
	readonly cursor?: string;
}

const PART_CHARACTERS = 14_000;

export const getEvent = defineTool<Input>({
	listing: {
		name: "get_event",
		title: "Get an event",
		description:
			"One event by its id, with the raw payload that its source kept: a webhook's body, a report. What is too large for one answer comes in parts, which together are one JSON text.",
		annotations: READ_ONLY,
		inputSchema: {
			...input({
				event_id: { type: "string", minLength: 1, description: "ULID of the event" },
				ulid: { type: "string", minLength: 1, description: "The same, by its older name" },
				cursor: {
					type: "string",
					pattern: "^\\d{1,9}$",
					description: 'Answer with the part from here on: "0" first, then next_cursor',
				},
			}),
			oneOf: [{ required: ["event_id"] }, { required: ["ulid"] }],
		},
		outputSchema: fencedOutput(
			{
				event: EVENT,
				payload: {
					anyOf: ["object", "array", "string", "number", "boolean", "null"].map((type) => ({ type })),
					description:
						"null when there is none; when too large {truncated, full_size_bytes, preview, raw_uri}",
				},
				part: { type: "string", description: "With cursor: this much of the JSON of event and payload" },
				next_cursor: NEXT_CURSOR,
			},
			["next_cursor"],
		),
	},
	run: async ({ ulid = "", event_id: eventId = ulid, cursor }, { bus, signal }) => {
		if (cursor !== undefined)
			return toPart(JSON.stringify(await readWholeEvent(bus, { eventId, signal })), Number(cursor));
		const found = await readEvent(bus, { eventId, signal, maxPayloadBytes: MAX_EVENT_CHARACTERS });
		const isWhole = ![found.event, found.payload].some(isTruncated);
		return {
			text: `event ${eventId} and its payload${isWhole ? "" : '; too large for one answer: with cursor "0" it comes in parts'}`,
			structured: { next_cursor: isWhole ? null : "0" },
			untrusted: found,
		};
	},
});

function isTruncated(value: unknown): boolean {
	return typeof value === "object" && value !== null && "truncated" in value && value.truncated === true;
}

function toPart(whole: string, begin: number): ToolAnswer {
	const end = begin + PART_CHARACTERS;
	const next = end < whole.length ? String(end) : null;
	return {
		text: next === null ? "the last part" : `a part; next_cursor ${next}`,
		structured: { next_cursor: next },
		untrusted: { part: whole.slice(begin, end) },
	};
}
