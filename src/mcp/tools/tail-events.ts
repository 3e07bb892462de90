import { fitPage } from "../result-event.js";
import { CURSOR, EVENTS, fencedOutput, input, orNull, READ_ONLY, SELECTION } from "../schemas.js";
import { type SelectionInput, toSelectionOptions } from "../selection.js";
import { defineTool } from "../tool.js";

interface Input extends SelectionInput {
	readonly limit?: number;
	readonly newest?: boolean;
}

export const tailEvents = defineTool<Input>({
	listing: {
		name: "tail_events",
		title: "Read events",
		description:
			"What the log holds, oldest first, a page at a time; it does not wait (wait_for_event does). Go on with since=next_cursor until there is none. newest=true gives the last ones instead.",
		annotations: READ_ONLY,
		inputSchema: input({
			...SELECTION,
			since: { ...CURSOR, description: `${CURSOR.description} Default: start.` },
			limit: { type: "integer", minimum: 1, maximum: 1_000, description: "Default: 100" },
			newest: { type: "boolean", description: "The last ones instead of the first" },
		}),
		outputSchema: fencedOutput(
			{
				events: EVENTS,
				next_cursor: orNull({ type: "string", description: "since of the next page; null: that was all" }),
			},
			["events", "next_cursor"],
		),
	},
	run: async ({ limit = 100, newest = false, ...selection }, { bus, signal }) => {
		const found = await bus.query(toSelectionOptions(selection), { limit, newest, signal });
		// What does not fit is left out at the end that is farther from what was asked for.
		const page = newest ? [...fitPage([...found.events].reverse())].reverse() : fitPage(found.events);
		const isWhole = page.length === found.events.length;
		const last = found.events[page.length - 1]?.event_id;
		const cursor = newest ? null : ((isWhole ? found.next : last) ?? null);
		return {
			text: `${page.length} event(s); ${cursor === null ? "no more" : `next_cursor ${cursor}`}`,
			structured: { next_cursor: cursor },
			untrusted: { events: page },
		};
	},
});
