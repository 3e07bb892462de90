/** https://docs.anthropic.com/en/api/messages-streaming */
import { randomUUID } from "node:crypto";
import { type Answer, type Dialect, namesOf, recordsOf, toJson, toNamedEvents } from "./dialect.js";

export const ANTHROPIC: Dialect = {
	isAsked: (path) => path.endsWith("/v1/messages"),
	toolsOf: ({ tools }) => namesOf(recordsOf(tools)),
	asideOf: ({ body }) => (recordsOf(body["tools"]).length === 0 ? '{"title":"a title"}' : undefined),
	encode(answer, { body }) {
		const stopReason = "call" in answer ? "tool_use" : "end_turn";
		const message = {
			id: `msg_${randomUUID()}`,
			type: "message",
			role: "assistant",
			model: body["model"],
			content: [],
			stop_reason: null,
			stop_sequence: null,
			usage: { input_tokens: 1, output_tokens: 1 },
		};
		const { block, delta, whole } = contentOf(answer);
		if (body["stream"] !== true) return toJson({ ...message, content: [whole], stop_reason: stopReason });
		return toNamedEvents([
			{ type: "message_start", message },
			{ type: "content_block_start", index: 0, content_block: block },
			{ type: "content_block_delta", index: 0, delta },
			{ type: "content_block_stop", index: 0 },
			{
				type: "message_delta",
				delta: { stop_reason: stopReason, stop_sequence: null },
				usage: { output_tokens: 1 },
			},
			{ type: "message_stop" },
		]);
	},
	refuse: (status) => ({
		type: "error",
		error: { type: status === 401 ? "authentication_error" : "api_error", message: "refused" },
	}),
};

function contentOf(answer: Answer) {
	if (!("call" in answer)) {
		return {
			block: { type: "text", text: "" },
			delta: { type: "text_delta", text: answer.say },
			whole: { type: "text", text: answer.say },
		};
	}
	const { call: name, input } = answer;
	const block = { type: "tool_use", id: `toolu_${randomUUID()}`, name, input: {} };
	const delta = { type: "input_json_delta", partial_json: JSON.stringify(input) };
	return { block, delta, whole: { ...block, input } };
}
