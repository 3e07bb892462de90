/** How one vendor's API asks a model for its next words, and how these are streamed back. */

export type Json = Readonly<Record<string, unknown>>;

/** What the model does next: says something, or calls a tool. */
export type Answer =
	| { readonly say: string }
	| { readonly call: string; readonly input: Readonly<Record<string, unknown>> };

export interface ModelRequest {
	readonly path: string;
	readonly body: Json;
}

/** Written to the client one after the other; with `json` it is the whole answer, otherwise pieces of an event stream. */
export interface Wire {
	readonly type: "application/json" | "text/event-stream";
	readonly pieces: readonly string[];
}

export interface Dialect {
	readonly isAsked: (path: string) => boolean;
	/** The tools that this request offers to the model. */
	readonly toolsOf: (body: Json) => readonly string[];
	/** What a vendor asks beside the conversation, such as a title; undefined for a step of the conversation itself. */
	readonly asideOf: (request: ModelRequest) => string | undefined;
	readonly encode: (answer: Answer, request: ModelRequest) => Wire;
	/** The body of a refusal, as this API words it. */
	readonly refuse: (status: number) => Json;
}

export function isRecord(value: unknown): value is Json {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function recordsOf(value: unknown): readonly Json[] {
	return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function namesOf(tools: readonly Json[]): readonly string[] {
	return tools.flatMap(({ name }) => (typeof name === "string" ? [name] : []));
}

export function toJson(value: unknown): Wire {
	return { type: "application/json", pieces: [JSON.stringify(value)] };
}

/** Each with the name that its `type` says. */
export function toNamedEvents(events: readonly (Json & { readonly type: string })[]): Wire {
	const pieces = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
	return { type: "text/event-stream", pieces };
}

export function toEvents(events: readonly unknown[]): Wire {
	const pieces = events.map(
		(event) => `data: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`,
	);
	return { type: "text/event-stream", pieces };
}
