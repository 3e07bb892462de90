/** Stand-ins for the doors of vendors' sessions: a server of OpenCode's, an inbox of Claude Code's. */
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { makeTemporaryDirectory } from "./temporary-directory.js";

export interface PostedPrompt {
	readonly path: string;
	readonly body: { readonly parts: readonly { readonly text: string }[]; readonly noReply?: boolean };
}

export interface OpencodeServer {
	readonly url: string;
	readonly prompts: readonly PostedPrompt[];
	/** Resolves when there is one. */
	prompted(): Promise<void>;
}

/** @param answer What it does with a prompt: a status, or nothing ever. */
export async function startOpencodeServer(
	t: Pick<TestContext, "after">,
	answer: number | "hang" | "close" = 204,
): Promise<OpencodeServer> {
	const prompts: PostedPrompt[] = [];
	const server = createHttpServer((request, response) => {
		void readBody(request).then((body) => {
			prompts.push({ path: request.url ?? "", body: JSON.parse(body) as PostedPrompt["body"] });
			server.emit("prompt");
			if (answer === "close") return request.socket.destroy();
			if (answer !== "hang") response.writeHead(answer).end();
			return undefined;
		});
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	t.after(() => {
		server.close();
		server.closeAllConnections();
	});
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		prompts,
		prompted: async () => {
			while (prompts.length === 0) await once(server, "prompt");
		},
	};
}

async function readBody(request: IncomingMessage): Promise<string> {
	let text = "";
	for await (const chunk of request) text += String(chunk);
	return text;
}

export interface Inbox {
	readonly path: string;
	/** The lines that came, as JSON. */
	readonly lines: readonly Record<string, unknown>[];
	/** Resolves when so many have. */
	received(lines: number): Promise<void>;
}

/** A session of Qwen Code, which answers a message with one of its receipts. */
export async function startQwenSession(t: Pick<TestContext, "after">, status: string): Promise<Inbox> {
	const inbox = await startInbox(t);
	void inbox.received(2).then(() => {
		const [, { msgId, from, replyToken } = {}] = inbox.lines;
		const receipt = {
			msgV: 1,
			msgId: "r1",
			type: "control",
			action: "delivery_status",
			status,
			origMsgId: msgId,
		};
		const lines = [{ msgV: 1, type: "auth", token: replyToken }, receipt];
		const socket = connect(String(from));
		socket.on("error", () => undefined);
		socket.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
	});
	return inbox;
}

/** A program by the name of `codex`, whose app-server takes what is queued; its directory, and where it writes it. */
export function installCodex(
	t: Pick<TestContext, "after">,
	answer: object = { result: {} },
): { readonly directory: string; readonly queued: () => readonly unknown[] } {
	const directory = makeTemporaryDirectory(t);
	const log = join(directory, "queued");
	const server = `#!${process.execPath}
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
	const { id, method, params } = JSON.parse(line);
	if (method === "thread/queue/add")
		require("node:fs").appendFileSync(${JSON.stringify(log)}, JSON.stringify({ ...params, home: process.env.CODEX_HOME }) + "\\n");
	const answer = method === "initialize" ? { result: { userAgent: "codex" } } : ${JSON.stringify(answer)};
	if (id !== undefined) console.log(JSON.stringify({ id, ...answer }));
});`;
	writeFileSync(join(directory, "codex"), server, { mode: 0o755 });
	return {
		directory,
		queued: () =>
			readFileSync(log, "utf8")
				.trim()
				.split("\n")
				.map((line) => JSON.parse(line) as unknown),
	};
}

/** @param manner What it does with a connection: reads all of it, reads nothing ever, or closes it. */
export async function startInbox(
	t: Pick<TestContext, "after">,
	manner: "read" | "hang" | "close" = "read",
): Promise<Inbox> {
	const path = join(makeTemporaryDirectory(t), "inbox.sock");
	const lines: Record<string, unknown>[] = [];
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket);
		socket.on("error", () => undefined);
		if (manner === "close") return void socket.destroy();
		if (manner === "hang") return void socket.pause();
		let text = "";
		socket.on("data", (chunk) => {
			const parts = (text + String(chunk)).split("\n");
			text = parts.pop() ?? "";
			lines.push(...parts.map((line) => JSON.parse(line) as Record<string, unknown>));
			server.emit("line");
		});
	});
	server.listen(path);
	await once(server, "listening");
	t.after(() => {
		server.close();
		for (const socket of sockets) socket.destroy();
	});
	return {
		path,
		lines,
		received: async (count) => {
			while (lines.length < count) await once(server, "line");
		},
	};
}
