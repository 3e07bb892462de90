/** What the server offers, for people and for whoever configures a client. */
import { EVENT_TYPES } from "./events/event-types.js";
import { EVENTS_EXTENSION } from "./events/serve-events.js";
import { INSTRUCTIONS } from "./instructions.js";
import { RESOURCE_TEMPLATES, RESOURCES } from "./resources.js";
import { TOOLS } from "./tools.js";

export function describeServer(version: string) {
	return {
		name: "waitbus",
		version,
		instructions: INSTRUCTIONS,
		tools: TOOLS.filter(({ isHidden }) => !isHidden).map(({ listing }) => listing),
		resources: RESOURCES,
		resource_templates: RESOURCE_TEMPLATES,
		experimental: {
			[EVENTS_EXTENSION]: { events: EVENT_TYPES.map(({ listing }) => listing) },
			"claude/channel": { started_by: "waitbus mcp serve --channel" },
		},
		also_answers: TOOLS.filter(({ isHidden }) => isHidden).map(({ listing }) => listing.name),
	};
}
