/** The real curl on a daemon's socket. */
import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import type { TestContext } from "node:test";

export const hasCurl = spawnSync("curl", ["--version"]).status === 0;

export interface CurlResult {
	readonly code: number | null;
	readonly text: string;
}

export class Curl {
	/** Resolves when it has ended. */
	readonly result: Promise<CurlResult>;
	readonly #child: ChildProcessByStdio<null, Readable, null>;
	#text = "";

	constructor(t: Pick<TestContext, "after">, socketPath: string, args: readonly string[]) {
		const command = ["--silent", "--unix-socket", socketPath, ...args];
		this.#child = spawn("curl", command, { stdio: ["ignore", "pipe", "inherit"] });
		t.after(() => void this.#child.kill("SIGKILL"));
		this.#child.stdout.setEncoding("utf8").on("data", (text: string) => {
			this.#text += text;
		});
		this.result = once(this.#child, "close").then(([code]) => ({
			code: code as number | null,
			text: this.#text,
		}));
	}

	/** Everything printed so far, once that looks so. */
	async printed(pattern: RegExp): Promise<string> {
		while (!pattern.test(this.#text)) await once(this.#child.stdout, "data");
		return this.#text;
	}
}
