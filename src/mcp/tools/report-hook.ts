/** For vendors whose hooks can call a tool of a server that runs already: they need no process for each. */
import type { JsonObject, JsonValue } from "../../event/event.js";
import { type Vendor, VENDORS } from "../../vendors/vendors.js";
import { input, output, WRITES } from "../schemas.js";
import { defineTool } from "../tool.js";

interface Input {
	readonly vendor: Vendor;
	readonly event?: string;
	readonly payload?: JsonObject;
}

export const reportHook = defineTool<Input>({
	listing: {
		name: "report_hook",
		title: "For hooks, not for models",
		description:
			"Only the hooks of a coding agent call this, as mcp_tool hooks do; a model has no use for it. It publishes a moment of the session, as waitbus hook does.",
		annotations: WRITES,
		inputSchema: input(
			{
				vendor: { enum: [...VENDORS], description: "Whose hook it is" },
				event: { type: "string", description: "The moment, where the payload does not name it" },
				payload: { type: "object", description: "What the vendor hands to its hooks, or a part of it" },
			},
			["vendor"],
		),
		outputSchema: output({}, []),
	},
	// The text is the hook's output: the vendor reads it, and may hand it to the model.
	run: async ({ vendor, event, payload = {} }, context) => ({
		text: await context.reportHook({ vendor, event, payload: withoutPlaceholders(payload) }),
	}),
});

const UNFILLED = /^\$\{[\w.]+\}$/;

/** Vendors fill in what the moment has, some of them as text; what it has not stays as it was, or is empty. */
function withoutPlaceholders(payload: JsonObject): JsonObject {
	const entries = Object.entries(payload).filter(
		([, value]) => value !== "" && !(typeof value === "string" && UNFILLED.test(value)),
	);
	return Object.fromEntries(
		entries.map(([key, value]) => [key, typeof value === "string" ? toValue(value) : value]),
	);
}

function toValue(text: string): JsonValue {
	if (!/^(?:[[{]|true$|false$)/.test(text)) return text;
	try {
		return JSON.parse(text) as JsonValue;
	} catch {
		return text;
	}
}
