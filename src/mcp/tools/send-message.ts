import type { SendOptions } from "../../client/mail.js";
import { withoutAbsent } from "../../event/without-absent.js";
import { AGENT_NAME, input, orNull, output, WRITES } from "../schemas.js";
import { toMs } from "../selection.js";
import { defineTool, type ToolAnswer, type ToolContext } from "../tool.js";

interface Input {
	readonly to: string;
	readonly body: string;
	readonly from?: string;
	readonly answers?: string;
	readonly thread?: string;
	readonly ttl_seconds?: number;
}

interface OldInput {
	readonly to: string;
	readonly body: string;
	readonly from_agent: string;
	readonly thread_id?: string | null;
}

const TO = { ...AGENT_NAME, description: `${AGENT_NAME.description}, or * for everyone` };
const BODY = { type: "string", description: "What to say" };
const SENT = output(
	{
		event_id: { type: "string", description: "The message's id; a reply names it in answers" },
		outcome: {
			enum: ["committed", "repeated"],
			description: "repeated: the same was said within the last half minute and was not sent again",
		},
		thread: { type: "string" },
	},
	["event_id", "outcome"],
);

export const sendMessage = defineTool<Input>({
	listing: {
		name: "send_message",
		title: "Send a message to an agent",
		description:
			"Sends a message to another agent by its name. It is kept until that agent reads it. To reply, give the event_id of the message in answers.",
		annotations: WRITES,
		inputSchema: input(
			{
				to: TO,
				body: BODY,
				from: { ...AGENT_NAME, description: "Your name. Default: the agent that started this server" },
				answers: { type: "string", description: "event_id of the message that this answers" },
				thread: { type: "string" },
				ttl_seconds: {
					type: "number",
					exclusiveMinimum: 0,
					description: "Unread after so long it has expired. Default: never",
				},
			},
			["to", "body"],
		),
		outputSchema: SENT,
	},
	run: async ({ to, body, from, answers, thread, ttl_seconds: ttlSeconds }, context) =>
		await send(context, {
			to,
			body,
			options: withoutAbsent({ from, answers, thread, ttlMs: toMs(ttlSeconds) }),
		}),
});

export const emitAgentMessage = defineTool<OldInput>({
	isHidden: true,
	listing: {
		name: "emit_agent_message",
		title: "Send a message to an agent (older name of send_message)",
		annotations: WRITES,
		inputSchema: input(
			{
				to: TO,
				body: BODY,
				from_agent: AGENT_NAME,
				thread_id: orNull({ type: "string" }),
			},
			["to", "body", "from_agent"],
		),
		outputSchema: SENT,
	},
	run: async ({ to, body, from_agent: from, thread_id: thread }, context) =>
		await send(context, { to, body, options: withoutAbsent({ from, thread: thread ?? undefined }) }),
});

async function send(
	{ bus, signal }: ToolContext,
	{ to, body, options }: { readonly to: string; readonly body: string; readonly options: SendOptions },
): Promise<ToolAnswer> {
	const { event, outcome } = await bus.send(to, body, { ...options, signal });
	const thread = event.fields["msg_thread"];
	return {
		text: `${outcome}: message ${event.event_id}`,
		structured: {
			event_id: event.event_id,
			outcome,
			...(typeof thread === "string" ? { thread } : {}),
		},
	};
}
