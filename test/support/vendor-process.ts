/** A stand-in for a coding agent: a process that runs its hooks when it is told to, and can be killed. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import type { TestContext } from "node:test";
import { PROGRAM } from "./daemon-process.js";

const VENDOR = `
const { spawn } = require("node:child_process");
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
	const { command, input, isOpen } = JSON.parse(line);
	const hook = spawn(command[0], command.slice(1), { stdio: ["pipe", "pipe", "pipe"] });
	const said = { stdout: "", stderr: "" };
	for (const name of ["stdout", "stderr"]) hook[name].on("data", (chunk) => { said[name] += chunk; });
	hook.stdin.on("error", () => {});
	hook.stdin.write(input);
	if (!isOpen) hook.stdin.end();
	hook.on("close", (code) => console.log(JSON.stringify({ code, ...said })));
});
`;

export interface HookResult {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

export class VendorProcess {
	readonly #child: ChildProcessByStdio<Writable, Readable, null>;
	readonly #exited: Promise<unknown>;

	constructor(t: Pick<TestContext, "after">, env: NodeJS.ProcessEnv) {
		this.#child = spawn(process.execPath, ["-e", VENDOR], { env, stdio: ["pipe", "pipe", "inherit"] });
		this.#exited = once(this.#child, "exit");
		t.after(() => void this.#child.kill("SIGKILL"));
	}

	get pid(): number {
		return this.#child.pid ?? 0;
	}

	/**
	 * Runs `waitbus hook` with this payload, by way of a shell as the vendors do.
	 * @param isOpen The hook's standard input never ends.
	 */
	async hook(
		words: readonly string[],
		payload?: unknown,
		{ isOpen = false }: { readonly isOpen?: boolean } = {},
	): Promise<HookResult> {
		const quoted = [process.execPath, PROGRAM, "hook", ...words].map((word) => `'${word}'`).join(" ");
		const input = typeof payload === "string" ? payload : JSON.stringify(payload ?? {});
		const command = ["sh", "-c", `${quoted}; exit $?`];
		this.#child.stdin.write(`${JSON.stringify({ command, input, isOpen })}\n`);
		let text = "";
		while (!text.includes("\n")) {
			const [chunk] = (await once(this.#child.stdout, "data")) as [Buffer];
			text += String(chunk);
		}
		return JSON.parse(text) as HookResult;
	}

	/** kill -9, and waits until it is gone. */
	async kill(): Promise<void> {
		this.#child.kill("SIGKILL");
		await this.#exited;
	}
}
