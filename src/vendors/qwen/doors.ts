/** Qwen Code: its cross-session protocol, which docs/features/cross-session-protocol.md of its qc-helper describes. */
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Door } from "../../protocol/agent-messages.js";
import { type DoorAdapters, type DoorNotice, type DoorWorld, doorUnavailable } from "../doors.js";
import { writeLines } from "../inbox-socket.js";

export const doors: DoorAdapters = [
	{ door: "qwen_peer", takesWhileWorking: true, takesContext: false, write: sendToPeer },
];

// A session says at once what it does not take, and not always that it has taken something.
const RECEIPT_LIMIT_MS = 1_000;

/** With the token that a session gives to what it starts, so that it takes the message without asking its human. */
async function sendToPeer(
	{ socket = "", token = "", session = "" }: Door,
	{ text }: DoorNotice,
	world: DoorWorld,
): Promise<"written" | "delivered"> {
	const msgId = randomUUID();
	const replies = await Replies.open(msgId);
	try {
		const message = {
			msgV: 1,
			msgId,
			type: "user",
			from: replies.path,
			replyToken: replies.token,
			fromName: "waitbus",
			toSessionId: session,
			priority: "next",
			message: { role: "user", content: text },
		};
		await writeLines(socket, [{ msgV: 1, type: "auth", token }, message], world);
		return toState(await replies.receipt(world.signal));
	} finally {
		replies.close();
	}
}

function toState(status: string | undefined): "written" | "delivered" {
	if (status === "delivered") return "delivered";
	// Held for its human to look at, or nobody said anything.
	if (status === undefined || status === "held") return "written";
	throw doorUnavailable("the inbox of the session", `it answered "${status}"`);
}

/** An inbox of our own, for as long as the answer takes. */
class Replies {
	readonly path: string;
	readonly token = randomBytes(32).toString("hex");
	readonly #directory: string;
	readonly #server: Server;
	readonly #sockets = new Set<Socket>();

	private constructor(directory: string) {
		this.#directory = directory;
		this.path = join(directory, "replies.sock");
		this.#server = createServer();
	}

	static async open(msgId: string): Promise<Replies> {
		const replies = new Replies(mkdtempSync(join(tmpdir(), "wb-reply-")));
		replies.#listen(msgId);
		await once(replies.#server, "listening");
		return replies;
	}

	/** Undefined when none came in time. */
	async receipt(signal: AbortSignal): Promise<string | undefined> {
		const limit = AbortSignal.any([signal, AbortSignal.timeout(RECEIPT_LIMIT_MS)]);
		try {
			const [status] = (await once(this.#server, "receipt", { signal: limit })) as [string];
			return status;
		} catch {
			return undefined;
		}
	}

	close(): void {
		this.#server.close();
		for (const socket of this.#sockets) socket.destroy();
		rmSync(this.#directory, { recursive: true, force: true });
	}

	#listen(msgId: string): void {
		this.#server.on("connection", (socket) => {
			this.#sockets.add(socket);
			socket.on("error", () => undefined);
			let isKnown = false;
			createInterface({ input: socket }).on("line", (line) => {
				const frame = parseFrame(line);
				isKnown ||= frame["type"] === "auth" && frame["token"] === this.token;
				const isReceipt = frame["action"] === "delivery_status" && frame["origMsgId"] === msgId;
				if (isKnown && isReceipt) this.#server.emit("receipt", String(frame["status"]));
			});
		});
		this.#server.listen(this.path);
	}
}

function parseFrame(line: string): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(line);
		return typeof value === "object" && value !== null ? { ...value } : {};
	} catch {
		return {};
	}
}
