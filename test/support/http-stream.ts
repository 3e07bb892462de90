/** A streamed answer, read piece by piece while it goes on. */
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import type { TestContext } from "node:test";

export class HttpStream {
	readonly response: IncomingMessage;
	readonly #separator: string;
	#text = "";

	private constructor(response: IncomingMessage, separator: string) {
		this.response = response.setEncoding("utf8");
		this.#separator = separator;
		response.on("error", () => undefined);
	}

	/** Resolves once the head of the answer is there: from then on nothing escapes the stream. */
	static async open(
		t: Pick<TestContext, "after">,
		options: {
			readonly socketPath: string;
			readonly path: string;
			readonly headers?: Record<string, string>;
		},
	): Promise<HttpStream> {
		const sent = request({ headers: {}, ...options, agent: false });
		sent.end();
		t.after(() => void sent.destroy());
		const [response] = (await once(sent, "response")) as [IncomingMessage];
		const isSse = response.headers["content-type"] === "text/event-stream";
		return new HttpStream(response, isSse ? "\n\n" : "\n");
	}

	/** The next line, or block of a server-sent event; undefined at a clean end. */
	async next(): Promise<string | undefined> {
		for (;;) {
			const end = this.#text.indexOf(this.#separator);
			if (end >= 0) return this.#take(end);
			const chunk = this.response.read() as string | null;
			if (chunk !== null) this.#text += chunk;
			else if (this.response.readableEnded || this.response.destroyed) return undefined;
			else await this.#moved();
		}
	}

	async take(count: number): Promise<readonly string[]> {
		const parts: string[] = [];
		for (let part = await this.next(); part !== undefined; part = await this.next()) {
			parts.push(part);
			if (parts.length === count) break;
		}
		return parts;
	}

	close(): void {
		this.response.destroy();
	}

	#take(end: number): string {
		const part = this.#text.slice(0, end);
		this.#text = this.#text.slice(end + this.#separator.length);
		return part;
	}

	#moved(): Promise<void> {
		return new Promise((resolve) => {
			const events = ["readable", "end", "close"];
			const settle = (): void => {
				for (const event of events) this.response.off(event, settle);
				resolve();
			};
			for (const event of events) this.response.on(event, settle);
		});
	}
}
