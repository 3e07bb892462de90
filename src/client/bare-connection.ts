/** The least that can talk to the daemon: one request after the other, for a process that is gone in a moment. */
import { connect, type Socket } from "node:net";
import { MAX_FRAME_BYTES } from "../event/limits.js";
import { FrameDecoder } from "../protocol/frame.js";
import type { Reply } from "../protocol/messages.js";
import { encodeRequest, type RequestBody } from "./request-frame.js";

type Answer = Exclude<Reply, { readonly op: "goodbye" }>;

export class BareConnection {
	readonly #socket: Socket;
	readonly #decoder = new FrameDecoder(MAX_FRAME_BYTES);
	readonly #lost: Promise<never>;
	#onAnswer: (answer: Answer) => void = () => undefined;
	#id = 0;

	private constructor(socket: Socket) {
		this.#socket = socket;
		this.#lost = new Promise((_, reject) => {
			socket.on("error", reject);
			socket.on("close", () => reject(new Error("the daemon closed the connection")));
			socket.on("data", (chunk: Buffer) => {
				try {
					this.#decoder.push(chunk, (text) => this.#onFrame(JSON.parse(text) as Reply));
				} catch (cause) {
					reject(new Error("what the daemon sent is not the protocol", { cause }));
				}
			});
		});
		this.#lost.catch(() => undefined);
	}

	/** Rejects with the system's error when nobody listens. */
	static open(socketPath: string): Promise<BareConnection> {
		return new Promise((resolve, reject) => {
			const socket = connect(socketPath);
			socket.once("error", reject);
			socket.once("connect", () => {
				socket.off("error", reject);
				resolve(new BareConnection(socket));
			});
		});
	}

	/** Resolves with the answer, which may be a refusal; rejects when the connection is lost. */
	async ask(request: RequestBody): Promise<Answer> {
		this.#id += 1;
		const answered = new Promise<Answer>((resolve) => {
			this.#onAnswer = resolve;
		});
		this.#socket.write(encodeRequest(this.#id, request));
		return await Promise.race([answered, this.#lost]);
	}

	close(): void {
		this.#socket.destroy();
	}

	#onFrame(reply: Reply): void {
		if (reply.op === "goodbye") return void this.#socket.destroy();
		if (reply.id === this.#id || reply.id === null) this.#onAnswer(reply);
	}
}
