import { readEvent } from "../read-event.js";
import { EVENT, input, output, READ_ONLY } from "../schemas.js";
import { defineTool } from "../tool.js";

interface Input {
	readonly event_id?: string;
	/** As the parameter was called before. */
	readonly ulid?: string;
}

export const getEvent = defineTool<Input>({
	listing: {
		name: "get_event",
		title: "Get an event",
		description:
			"One event by its id, with the raw payload that its source kept: a webhook's body, a report.",
		annotations: READ_ONLY,
		inputSchema: {
			...input({
				event_id: { type: "string", minLength: 1, description: "ULID of the event" },
				ulid: { type: "string", minLength: 1, description: "The same, by its older name" },
			}),
			oneOf: [{ required: ["event_id"] }, { required: ["ulid"] }],
		},
		outputSchema: output(
			{
				event: EVENT,
				payload: {
					description: "null when there is none; above 64 KiB {truncated, full_size_bytes, preview, raw_uri}",
				},
			},
			["event", "payload"],
		),
	},
	run: async ({ ulid = "", event_id: eventId = ulid }, { bus, signal }) => {
		const structured = await readEvent(bus, { eventId, signal });
		return {
			text: `event ${eventId} and its payload`,
			data: [JSON.stringify(structured.event), JSON.stringify(structured.payload)],
			structured: { ...structured },
		};
	},
});
