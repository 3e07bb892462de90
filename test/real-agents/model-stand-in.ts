/** A local server that answers a coding agent as its model would: with scripted steps, and badly when told to. */
import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { type Answer, type Dialect, isRecord, type Json, type ModelRequest } from "./dialects/dialect.js";

export type Step =
	| { readonly say: string }
	/** A tool by the end of its name, which each vendor puts something before. */
	| { readonly call: string; readonly input: Json }
	| { readonly status: number }
	/** No answer, until the client goes. */
	| "hang"
	/** The stream ends in the middle. */
	| "cut";

export interface ModelStandIn {
	readonly url: string;
	/** Everything that was asked for, also what is no step of the conversation. */
	readonly paths: readonly string[];
	/** The bodies of the steps of the conversation, as text. */
	readonly steps: readonly string[];
	/** Resolves when so many steps have been asked for. */
	readonly asked: (count: number) => Promise<void>;
}

/** The script's steps are taken one by one; after the last every question is answered with "done". */
export async function startModel(
	t: Pick<TestContext, "after">,
	dialect: Dialect,
	script: readonly Step[],
): Promise<ModelStandIn> {
	const paths: string[] = [];
	const steps: string[] = [];
	const heard = new EventEmitter();
	const left = [...script];
	const server = createServer((request, response) => {
		void (async () => {
			const text = await readBody(request);
			const path = (request.url ?? "").replace(/\?.*/, "");
			paths.push(`${request.method} ${path}`);
			const asked: ModelRequest = { path, body: parse(text) };
			if (!dialect.isAsked(path)) {
				sendJson(response, isList(path) ? 200 : 404, { data: [], models: [], input_tokens: 1 });
				return;
			}
			const aside = dialect.asideOf(asked);
			if (aside !== undefined) {
				send(response, dialect, { asked, step: { say: aside } });
				return;
			}
			steps.push(text);
			heard.emit("step");
			// Who fails goes on failing, since clients try again.
			const step = isFailure(left[0]) ? left[0] : left.shift();
			send(response, dialect, { asked, step: step ?? { say: "done" } });
		})();
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		paths,
		steps,
		async asked(count) {
			while (steps.length < count) await once(heard, "step");
		},
	};
}

interface Exchange {
	readonly asked: ModelRequest;
	readonly step: Step;
}

function send(response: ServerResponse, dialect: Dialect, { asked, step }: Exchange): void {
	if (step === "hang") return;
	if (typeof step === "object" && "status" in step) {
		sendJson(response, step.status, dialect.refuse(step.status));
		return;
	}
	const answer: Answer = step === "cut" ? { say: "This sentence has no" } : toAnswer(step, dialect, asked);
	const { type, pieces } = dialect.encode(answer, asked);
	response.writeHead(200, { "content-type": type });
	if (step !== "cut") {
		response.end(pieces.join(""));
		return;
	}
	response.write(pieces.slice(0, Math.ceil(pieces.length / 2)).join(""), () => response.destroy());
}

function toAnswer(step: Answer, dialect: Dialect, { body }: ModelRequest): Answer {
	if (!("call" in step)) return step;
	const offered = dialect.toolsOf(body);
	const name = offered.find((tool) => tool === step.call) ?? offered.find((tool) => tool.endsWith(step.call));
	if (name === undefined) return { say: `no tool ${step.call} among ${offered.join(", ")}` };
	return { call: name, input: step.input };
}

function isFailure(step: Step | undefined): step is Step {
	return typeof step === "string" || (step !== undefined && "status" in step);
}

// What clients ask for by the way; a refusal makes some of them give up.
function isList(path: string): boolean {
	return /\/(?:models|count_tokens)$/.test(path);
}

function sendJson(response: ServerResponse, status: number, body: Json): void {
	response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
	let text = "";
	for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
	return text;
}

function parse(text: string): Json {
	try {
		const body: unknown = JSON.parse(text);
		return isRecord(body) ? body : {};
	} catch {
		return {};
	}
}
