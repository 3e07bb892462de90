import type { JsonObject } from "../../event/event.js";
import { CONCLUSIONS } from "../../event/event.js";
import { withoutAbsent } from "../../event/without-absent.js";
import { input, output, WRITES } from "../schemas.js";
import { defineTool } from "../tool.js";

interface Input {
	readonly source: string;
	readonly event_type: string;
	readonly summary?: string;
	readonly conclusion?: string;
	readonly fields?: JsonObject;
	readonly delivery_id?: string;
	readonly owner?: string;
	readonly repo?: string;
}

export const emitEvent = defineTool<Input>({
	listing: {
		name: "emit_event",
		title: "Emit an event",
		description:
			"Tells everybody on this machine's bus that something happened; whoever waits for it is woken at once. It is committed when this answers.",
		annotations: WRITES,
		inputSchema: input(
			{
				source: { type: "string", description: "Who says it: lower case, such as deploy or my-tool" },
				event_type: { type: "string", description: "What happened: lower case, such as finished" },
				summary: { type: "string", description: "One line for people" },
				conclusion: { enum: [...CONCLUSIONS], description: "The verdict, if there is one" },
				fields: { type: "object", description: "Whatever others may match on" },
				delivery_id: {
					type: "string",
					description: "The same one again stores nothing, and answers with the first event_id",
				},
				owner: { type: "string" },
				repo: { type: "string", description: "Repository's name without its owner" },
			},
			["source", "event_type"],
		),
		outputSchema: output({ event_id: { type: "string" }, outcome: { enum: ["committed", "duplicate"] } }, [
			"event_id",
			"outcome",
		]),
	},
	run: async ({ conclusion, fields = {}, ...draft }, { bus, signal }) => {
		const result = await bus.emit(
			{ ...draft, fields: { ...fields, ...withoutAbsent({ conclusion }) } },
			{ signal },
		);
		return { text: `${result.outcome}: ${result.event_id}`, structured: { ...result } };
	},
});
