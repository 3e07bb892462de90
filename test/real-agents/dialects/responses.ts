/** https://platform.openai.com/docs/api-reference/responses-streaming */
import { randomUUID } from "node:crypto";
import { type Answer, type Dialect, isRecord, namesOf, recordsOf, toNamedEvents } from "./dialect.js";

// Tools of an MCP server come in a namespace; a name cannot hold this.
const SEPARATOR = "\0";

export const RESPONSES: Dialect = {
	isAsked: (path) => path.endsWith("/responses"),
	toolsOf: ({ tools }) =>
		recordsOf(tools).flatMap((tool) =>
			tool["type"] === "namespace"
				? namesOf(recordsOf(tool["tools"])).map((name) => `${String(tool["name"])}${SEPARATOR}${name}`)
				: namesOf([tool]),
		),
	asideOf: () => undefined,
	encode(answer) {
		const id = `resp_${randomUUID()}`;
		const usage = {
			input_tokens: 1,
			input_tokens_details: null,
			output_tokens: 1,
			output_tokens_details: null,
			total_tokens: 2,
		};
		return toNamedEvents([
			{ type: "response.created", response: { id } },
			{ type: "response.output_item.done", output_index: 0, item: itemOf(answer) },
			{ type: "response.completed", response: { id, usage } },
		]);
	},
	refuse: (status) => ({
		error: { code: status === 401 ? "invalid_api_key" : "server_error", message: "refused" },
	}),
};

function itemOf(answer: Answer) {
	if (!("call" in answer)) {
		const content = [{ type: "output_text", text: answer.say }];
		return { type: "message", id: `msg_${randomUUID()}`, role: "assistant", content };
	}
	const [first = "", name] = answer.call.split(SEPARATOR);
	return {
		type: "function_call",
		id: `fc_${randomUUID()}`,
		call_id: `call_${randomUUID()}`,
		...(name === undefined ? { name: first } : { namespace: first, name }),
		arguments: JSON.stringify(isRecord(answer.input) ? answer.input : {}),
	};
}
