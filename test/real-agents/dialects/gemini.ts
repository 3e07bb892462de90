/** https://ai.google.dev/api/generate-content */
import { type Dialect, isRecord, namesOf, recordsOf, toEvents, toJson } from "./dialect.js";

// Which model is to answer, and who speaks next: questions of the client to a model beside the conversation.
const ROUTE = JSON.stringify({
	reasoning: "it is short",
	model_choice: "flash",
	complexity_reasoning: "it is short",
	complexity_score: 10,
	next_speaker: "user",
});

export const GEMINI: Dialect = {
	isAsked: (path) => /:(?:generateContent|streamGenerateContent)$/.test(path),
	toolsOf: ({ tools }) =>
		recordsOf(tools).flatMap(({ functionDeclarations }) => namesOf(recordsOf(functionDeclarations))),
	asideOf({ body }) {
		const config = isRecord(body["generationConfig"]) ? body["generationConfig"] : {};
		return config["responseMimeType"] === "application/json" || "responseJsonSchema" in config
			? ROUTE
			: undefined;
	},
	encode(answer, { path }) {
		const part =
			"call" in answer ? { functionCall: { name: answer.call, args: answer.input } } : { text: answer.say };
		const reply = {
			candidates: [{ index: 0, content: { role: "model", parts: [part] }, finishReason: "STOP" }],
			usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
		};
		return path.endsWith(":generateContent") ? toJson(reply) : toEvents([reply]);
	},
	refuse: (status) => ({ error: { code: status, message: "refused", status: "INTERNAL" } }),
};
