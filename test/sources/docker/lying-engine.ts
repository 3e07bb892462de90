/** What a real Engine will not do: an HTTP server on a socket that says what the test wants. */
import { once } from "node:events";
import { linkSync, renameSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { makeTemporaryDirectory } from "../../support/temporary-directory.js";

export const ID = "0123456789abcdef".repeat(4);

export interface LyingContainer {
	readonly id?: string;
	readonly name?: string;
	readonly state?: Readonly<Record<string, unknown>>;
}

export class LyingEngine {
	readonly socketPath: string;
	readonly host: string;
	/** Answers instead of the Engine when it returns true. */
	interrupt: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;
	/** What is listed and inspected. */
	containers: readonly LyingContainer[] = [];
	/** What it remembers: lines of its stream. */
	memory: readonly string[] = [];
	/** Paths that were asked for, without what is queried. */
	readonly asked: string[] = [];
	#streams: ServerResponse[] = [];
	#server: Server | undefined;

	constructor(socketPath: string) {
		this.socketPath = socketPath;
		this.host = `unix://${socketPath}`;
	}

	async start(): Promise<void> {
		const server = createServer((request, response) => this.#answer(request, response));
		this.#server = server;
		await once(server.listen(this.socketPath), "listening");
	}

	async stop(): Promise<void> {
		const server = this.#server;
		if (server === undefined || !server.listening) return;
		const closed = once(server, "close");
		server.closeAllConnections();
		server.close();
		await closed;
		this.#streams = [];
	}

	/** A socket on which nobody listens, as kill -9 leaves it behind. */
	async leaveSocket(): Promise<void> {
		const [path, copy] = [`${this.socketPath}.1`, `${this.socketPath}.2`];
		const server = createServer();
		await once(server.listen(path), "listening");
		linkSync(path, copy);
		await once(server.close(), "close");
		renameSync(copy, this.socketPath);
	}

	removeSocket(): void {
		rmSync(this.socketPath);
	}

	/** Sends these bytes on every stream, in pieces as they are given. */
	async say(...pieces: readonly (string | Buffer)[]): Promise<void> {
		for (const piece of pieces) {
			for (const stream of this.#streams) await new Promise((sent) => stream.write(piece, sent));
			// A turn for the reader, so that the pieces are not put together again.
			await new Promise((resolve) => setImmediate(resolve));
		}
	}

	/** Says a line and remembers it. */
	async tell(line: string): Promise<void> {
		this.memory = [...this.memory, line];
		await this.say(line);
	}

	/** Ends every stream after this. */
	async hangUpAfter(text: string): Promise<void> {
		await this.say(text);
		this.hangUp();
	}

	/** Ends every stream, and answers so when this path is asked for the next time. */
	refuseOnce(path: string, { status, body }: { readonly status: number; readonly body: string }): void {
		this.interrupt = ({ url = "" }, response) => {
			if (!url.startsWith(path)) return false;
			this.interrupt = () => false;
			response.statusCode = status;
			response.end(body);
			return true;
		};
		this.hangUp();
	}

	/** Ends every stream. @param isBroken In the middle of it. */
	hangUp({ isBroken = false } = {}): void {
		for (const stream of this.#streams.splice(0)) {
			if (isBroken) stream.destroy();
			else stream.end();
		}
	}

	#answer(request: IncomingMessage, response: ServerResponse): void {
		const url = new URL(request.url ?? "", "http://docker");
		this.asked.push(url.pathname);
		if (this.interrupt(request, response)) return;
		if (url.pathname === "/_ping") return void response.end("OK");
		if (url.pathname === "/containers/json") return sendJson(response, this.containers.map(toListed));
		if (url.pathname === "/events") return this.#answerEvents(url, response);
		const reference = /^\/containers\/(.+)\/json$/.exec(url.pathname)?.[1];
		const found = this.containers.find(({ id = ID, name }) => id === reference || name === reference);
		if (found !== undefined) return sendJson(response, toInspected(found));
		response.statusCode = 404;
		sendJson(response, { message: `No such container: ${reference}` });
	}

	#answerEvents(url: URL, response: ServerResponse): void {
		response.writeHead(200, { "content-type": "application/json" });
		if (url.searchParams.has("until")) return void response.end(this.memory.join(""));
		response.flushHeaders();
		this.#streams.push(response);
	}
}

export async function startLyingEngine(t: TestContext): Promise<LyingEngine> {
	const engine = new LyingEngine(join(makeTemporaryDirectory(t), "docker.sock"));
	await engine.start();
	t.after(() => engine.stop());
	return engine;
}

export interface LyingMessage {
	readonly action: string;
	readonly id?: string;
	readonly attributes?: Readonly<Record<string, string>>;
	readonly timeNs?: bigint;
}

/** One line of the stream of events. */
export function toLine({ action, id = ID, attributes = {}, timeNs = nowNs() }: LyingMessage): string {
	const actor = { ID: id, Attributes: { name: "web", image: "app:1", ...attributes } };
	const message = { Type: "container", Action: action, Actor: actor, time: Number(timeNs / 1_000_000_000n) };
	return `${JSON.stringify(message).slice(0, -1)},"timeNano":${timeNs}}\n`;
}

export function nowNs(): bigint {
	return BigInt(Date.now()) * 1_000_000n;
}

export function isoTime(timeNs: bigint): string {
	return new Date(Number(timeNs / 1_000_000n)).toISOString();
}

function toListed({ id = ID, state = {} }: LyingContainer): object {
	return { Id: id, State: state["Running"] === true ? "running" : "exited" };
}

function toInspected({ id = ID, name = "web", state = {} }: LyingContainer): object {
	const never = "0001-01-01T00:00:00Z";
	return {
		Id: id,
		Name: `/${name}`,
		Created: "2026-01-01T00:00:00.5Z",
		State: { StartedAt: never, FinishedAt: never, ...state },
		Config: { Image: "app:1", Labels: { team: "blue" } },
	};
}

function sendJson(response: ServerResponse, value: unknown): void {
	response.setHeader("content-type", "application/json");
	response.end(JSON.stringify(value));
}
