/** https://platform.openai.com/docs/api-reference/chat-streaming */
import { randomUUID } from "node:crypto";
import { type Dialect, isRecord, namesOf, recordsOf, toEvents, toJson } from "./dialect.js";

const USAGE = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };

export const CHAT_COMPLETIONS: Dialect = {
	isAsked: (path) => path.endsWith("/chat/completions"),
	toolsOf: ({ tools }) =>
		namesOf(recordsOf(tools).flatMap((tool) => (isRecord(tool["function"]) ? [tool["function"]] : []))),
	asideOf: ({ body }) => (recordsOf(body["tools"]).length === 0 ? "a title" : undefined),
	encode(answer, { body }) {
		const message =
			"call" in answer
				? { role: "assistant", tool_calls: [toCall(answer.call, answer.input)] }
				: { role: "assistant", content: answer.say };
		const reason = "call" in answer ? "tool_calls" : "stop";
		const head = { id: `c_${randomUUID()}`, created: 1, model: body["model"] };
		if (body["stream"] !== true) {
			const choices = [{ index: 0, message, finish_reason: reason }];
			return toJson({ ...head, object: "chat.completion", choices, usage: USAGE });
		}
		const chunk = (delta: object, finishReason: string | null) => ({
			...head,
			object: "chat.completion.chunk",
			choices: [{ index: 0, delta, finish_reason: finishReason }],
		});
		return toEvents([chunk(message, null), { ...chunk({}, reason), usage: USAGE }, "[DONE]"]);
	},
	refuse: (status) => ({
		error: {
			type: status === 401 ? "invalid_request_error" : "server_error",
			code: String(status),
			message: "refused",
		},
	}),
};

function toCall(name: string, input: object) {
	return {
		index: 0,
		id: `call_${randomUUID()}`,
		type: "function",
		function: { name, arguments: JSON.stringify(input) },
	};
}
