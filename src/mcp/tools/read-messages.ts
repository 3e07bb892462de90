import type { BusEvent } from "../../event/event.js";
import { withoutAbsent } from "../../event/without-absent.js";
import { fitPage } from "../result-event.js";
import { AGENT_NAME, CURSOR, EVENTS, fencedOutput, input, orNull, READ_ONLY, WRITES } from "../schemas.js";
import { defineTool, type ToolAnswer } from "../tool.js";

interface Input {
	readonly agent?: string;
	readonly limit?: number;
	readonly peek?: boolean;
}

interface OldInput {
	readonly agent: string;
	readonly since_cursor?: string | null;
	readonly limit?: number;
}

const LIMIT = { type: "integer", minimum: 1, maximum: 1_000, description: "Default: 100" };
const MESSAGES = {
	...EVENTS,
	description: "Oldest first; fields.msg_from wrote fields.msg_body to fields.msg_to",
};

export const readMessages = defineTool<Input>({
	listing: {
		name: "read_messages",
		title: "Read messages",
		description:
			"The unread messages of an agent, oldest first. They count as read then, and their senders see that. It does not wait: wait_for_event with to=NAME does.",
		annotations: WRITES,
		inputSchema: input({
			agent: { ...AGENT_NAME, description: "Whose. Default: the agent that started this server" },
			limit: LIMIT,
			peek: { type: "boolean", description: "Leave them unread. Default: false" },
		}),
		outputSchema: fencedOutput(
			{
				messages: MESSAGES,
				more: { type: "boolean", description: "There are more unread ones: call again" },
			},
			["messages", "more"],
		),
	},
	run: async ({ agent, limit = 100, peek = false }, { bus, signal }) => {
		const whose = withoutAbsent({ agent });
		const found = await bus.inbox({ ...whose, limit: limit + 1, peek: true, signal });
		const page = fitPage(found.slice(0, limit));
		const last = found[page.length - 1];
		// Only what is handed out counts as read.
		if (last !== undefined && !peek) await bus.markRead(last, { ...whose, signal });
		const more = found.length > page.length;
		return {
			text: `${page.length} message(s)${more ? ", and there are more" : ""}`,
			structured: { more },
			untrusted: { messages: page },
		};
	},
});

export const readAgentMessages = defineTool<OldInput>({
	isHidden: true,
	listing: {
		name: "read_agent_messages",
		title: "Read messages by cursor (older than read_messages)",
		annotations: READ_ONLY,
		inputSchema: input({ agent: AGENT_NAME, since_cursor: orNull(CURSOR), limit: LIMIT }, ["agent"]),
		outputSchema: fencedOutput({ messages: MESSAGES, next_cursor: orNull({ type: "string" }) }, [
			"messages",
			"next_cursor",
		]),
	},
	run: async ({ agent, since_cursor: cursor, limit = 100 }, { bus, signal }) => {
		const since = cursor ?? "start";
		const selection = { source: "agent", eventType: "agent_message", to: agent, since };
		const { events } = await bus.query(selection, { limit, signal });
		return toPage(events, cursor ?? null);
	},
});

function toPage(events: readonly BusEvent[], before: string | null): ToolAnswer {
	const messages = fitPage(events);
	// Unlike a page of the log this always names where to go on, so that a later call finds what came since.
	const next = events[messages.length - 1]?.event_id ?? before;
	return {
		text: `${messages.length} message(s) read; next_cursor=${next}`,
		structured: { next_cursor: next },
		untrusted: { messages },
	};
}
