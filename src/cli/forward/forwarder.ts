/** One run of `gh webhook forward`: https://docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks */
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { BusError } from "../../errors.js";
import { Child, type ChildEnd } from "../child-process.js";
import { stopChild } from "../stop-child.js";
import { INSTALL_HINT } from "./explain-end.js";

export interface ForwarderOptions {
	/** `owner/repo` */
	readonly repo: string;
	/** GitHub's names of events, with commas between. */
	readonly eventNames: string;
	readonly url: string;
	readonly secret: string;
	readonly env: NodeJS.ProcessEnv;
	readonly onForwarding: () => void;
	readonly onUndelivered: () => void;
}

export interface ForwarderEnd extends ChildEnd {
	/** The last it wrote, without the secret. */
	readonly lines: readonly string[];
}

const MAX_LINES = 30;
const GRACE_MS = 2_000;

export class Forwarder {
	/** Resolves when it and what it started are gone. */
	readonly ended: Promise<ForwarderEnd>;
	readonly #child: Child;
	readonly #lines: string[] = [];

	private constructor(child: Child, { secret, onForwarding, onUndelivered }: ForwarderOptions) {
		this.#child = child;
		const read = child.output.map((stream) =>
			readLines(stream, (line) => {
				this.#lines.push(line.replaceAll(secret, "***"));
				if (this.#lines.length > MAX_LINES) this.#lines.shift();
				if (/^forwarding webhook events/i.test(line)) onForwarding();
				if (/^error forwarding event/i.test(line)) onUndelivered();
			}),
		);
		this.ended = this.#awaitEnd(read);
	}

	/** @throws BusError COMMAND_NOT_FOUND with what to install, COMMAND_NOT_EXECUTABLE */
	static async start(options: ForwarderOptions): Promise<Forwarder> {
		const { repo, eventNames, url, secret, env } = options;
		const flags = ["--repo", repo, "--events", eventNames, "--url", url, "--secret", secret];
		try {
			const child = await Child.start(["gh", "webhook", "forward", ...flags], {
				env: { ...env, GH_PROMPT_DISABLED: "1", GH_NO_UPDATE_NOTIFIER: "1", NO_COLOR: "1" },
				stdio: ["ignore", "pipe", "pipe"],
				// gh runs its extensions as processes of their own, and does not pass signals on to them.
				hasOwnGroup: true,
			});
			return new Forwarder(child, options);
		} catch (cause) {
			if (!(cause instanceof BusError) || cause.code !== "COMMAND_NOT_FOUND") throw cause;
			throw new BusError(cause.code, cause.message, { cause, hint: INSTALL_HINT });
		}
	}

	async stop(): Promise<void> {
		await stopChild(this.#child, { graceMs: GRACE_MS, hurry: new Promise(() => undefined), isTold: false });
	}

	async #awaitEnd(read: readonly Promise<void>[]): Promise<ForwarderEnd> {
		const end = await this.#child.ended;
		// An extension that outlives gh holds its pipes.
		await this.stop();
		await Promise.all(read);
		return { ...end, lines: this.#lines };
	}
}

async function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
	for await (const line of createInterface({ input: stream })) onLine(line);
}
