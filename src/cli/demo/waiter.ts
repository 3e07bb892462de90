/** A real `waitbus wait` in a process of its own, and when it heard what. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { parseEvent } from "../../event/encode-event.js";
import type { BusEvent } from "../../event/event.js";

export interface WaiterResult {
	readonly exitCode: number | null;
	/** The event it printed, if it printed one. */
	readonly event: BusEvent | undefined;
	/** Milliseconds since the epoch at which its line arrived, and at which it was gone. */
	readonly printedAtMs: number | undefined;
	readonly goneAtMs: number;
}

export interface WaiterOptions {
	readonly program: string;
	readonly args: readonly string[];
	readonly env: NodeJS.ProcessEnv;
}

export class Waiter {
	/** Resolves when the daemon has registered the wait. */
	readonly armed: Promise<unknown>;
	readonly result: Promise<WaiterResult>;
	readonly #child: ChildProcess;

	constructor({ program, args, env }: WaiterOptions) {
		this.#child = spawn(
			process.execPath,
			[program, "wait", ...args, "--json", "--quiet", "--ready-fd", "3"],
			{
				env,
				stdio: ["ignore", "pipe", "ignore", "pipe"],
			},
		);
		const ready = this.#child.stdio[3] as Readable;
		this.armed = Promise.race([once(ready, "data"), once(this.#child, "exit")]);
		this.result = this.#collect();
	}

	end(): void {
		this.#child.kill("SIGKILL");
	}

	async #collect(): Promise<WaiterResult> {
		let text = "";
		let printedAtMs: number | undefined;
		this.#child.stdout?.on("data", (chunk) => {
			printedAtMs ??= wallMs();
			text += String(chunk);
		});
		const [exitCode] = (await once(this.#child, "close")) as [number | null];
		return { exitCode, printedAtMs, goneAtMs: wallMs(), event: parseEventLine(text) };
	}
}

/** Milliseconds since the epoch, with fractions. */
export function wallMs(): number {
	return performance.timeOrigin + performance.now();
}

function parseEventLine(text: string): WaiterResult["event"] {
	const line = text.split("\n").find((candidate) => candidate.startsWith('{"kind":"event"'));
	return line === undefined ? undefined : parseEvent(line);
}
