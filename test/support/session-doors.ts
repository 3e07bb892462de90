/** Stand-ins for the doors of vendors' sessions: a server of OpenCode's, an inbox of Claude Code's. */
import { once } from "node:events";
import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
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
