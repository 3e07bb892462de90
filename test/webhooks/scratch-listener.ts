/** A listener of the test's own, closed when the test ends, and ways to talk to it. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { TestContext } from "node:test";
import { createSystemClock } from "../../src/platform/clock.js";
import type { Log } from "../../src/platform/log.js";
import type { WebhookSource } from "../../src/sources/source.js";
import { WebhookCounters } from "../../src/webhooks/counters.js";
import type { WebhookListener, WebhookListenerOptions } from "../../src/webhooks/listener.js";
import { openWebhookListener } from "../../src/webhooks/listener.js";
import type { Recorder } from "./recorder.js";
import { createRecorder } from "./recorder.js";

export const SECRET = "s3cret";

/** Believes whoever sends the secret in a header; each body is an event. */
export const plainSource: WebhookSource = {
	name: "plain",
	path: "/plain",
	secretName: "plain-secret",
	authenticate: ({ headers }, secrets) =>
		secrets.includes(headers["x-token"] ?? "")
			? undefined
			: { code: "token_wrong", message: "Cannot accept it" },
	toDrafts: ({ body }) => [
		{ source: "plain", event_type: "posted", delivery_id: body.toString("latin1").slice(0, 100) },
	],
};

export interface ScratchListener {
	readonly listener: WebhookListener;
	readonly recorder: Recorder;
	/** With the secret, unless the headers say otherwise. */
	readonly post: (path: string, body: string | Buffer, headers?: Record<string, string>) => Promise<Reply>;
	readonly ask: (path: string, init?: RequestInit) => Promise<Reply>;
	/** A connection on which the test writes its own bytes. */
	readonly dial: () => Promise<Sender>;
}

interface Reply {
	readonly status: number;
	readonly headers: Headers;
	readonly json: Answered;
}

interface Answered {
	readonly status?: string;
	readonly events?: readonly string[];
	readonly duplicates?: number;
	readonly error?: { readonly code: string; readonly message: string; readonly hint: string | null };
}

export async function openScratchListener(
	t: TestContext,
	options: Partial<WebhookListenerOptions> = {},
): Promise<ScratchListener> {
	const recorder = createRecorder();
	const listener = await openWebhookListener({
		port: 0,
		routes: [plainSource],
		secretsFor: () => [SECRET],
		emit: recorder.emit,
		counters: new WebhookCounters(),
		clock: createSystemClock(),
		log: silentLog,
		...options,
	});
	t.after(() => listener.close());
	const ask: ScratchListener["ask"] = async (path, init) => {
		const response = await fetch(`http://127.0.0.1:${listener.port}${path}`, init);
		const text = await response.text();
		return {
			status: response.status,
			headers: response.headers,
			json: text === "" ? {} : (JSON.parse(text) as Answered),
		};
	};
	return {
		listener,
		recorder,
		ask,
		post: (path, body, headers) =>
			ask(path, { method: "POST", body, headers: { "x-token": SECRET, ...headers } }),
		dial: async () => {
			const socket = connect(listener.port, "127.0.0.1");
			t.after(() => socket.destroy());
			await once(socket, "connect");
			return new Sender(socket);
		},
	};
}

export class Sender {
	readonly #socket: Socket;
	readonly #closed: Promise<unknown>;
	#text = "";

	constructor(socket: Socket) {
		this.#socket = socket;
		socket.setEncoding("utf8");
		// A connection that is cut may be reset; what counts is what came before.
		socket.on("error", () => undefined);
		socket.on("data", (chunk: string) => {
			this.#text += chunk;
		});
		this.#closed = new Promise((resolve) => {
			socket.once("close", resolve);
		});
	}

	send(...parts: readonly (string | Buffer)[]): this {
		for (const part of parts) this.#socket.write(part);
		return this;
	}

	/** Closes this half; the other still hears. */
	hangUp(): this {
		this.#socket.end();
		return this;
	}

	vanish(): void {
		this.#socket.destroy();
	}

	/** Resolves as soon as what has come holds the words. */
	async hear(words: string): Promise<string> {
		while (!this.#text.includes(words)) await once(this.#socket, "data");
		return this.#text;
	}

	/** Everything that came until the other side closed the connection. */
	async hearAll(): Promise<string> {
		await this.#closed;
		return this.#text;
	}

	/** The status and the code of the one refusal that came until the connection was closed. */
	async refusal(): Promise<string> {
		const text = (await this.hearAll()).replace("HTTP/1.1 100 Continue\r\n\r\n", "");
		const [head = "", body = "{}"] = text.split("\r\n\r\n");
		const { error } = JSON.parse(body) as Answered;
		return `${head.split(" ")[1]} ${error?.code}`;
	}
}

export function headOf(path: string, ...headers: readonly string[]): string {
	return [`POST ${path} HTTP/1.1`, "Host: localhost", `X-Token: ${SECRET}`, ...headers, "", ""].join("\r\n");
}

const silentLog: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {}
