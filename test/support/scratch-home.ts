/** A home directory in which no coding agent was ever used. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { TestContext } from "node:test";
import { runCli } from "./run-cli.js";
import { makeTemporaryDirectory } from "./temporary-directory.js";

export class ScratchHome {
	readonly path: string;
	readonly env: NodeJS.ProcessEnv;

	constructor(t: TestContext, files: Readonly<Record<string, string>> = {}) {
		this.path = makeTemporaryDirectory(t);
		const state = makeTemporaryDirectory(t);
		this.env = {
			PATH: process.env["PATH"],
			HOME: this.path,
			WAITBUS_STATE_DIR: `${state}/state`,
			WAITBUS_RUNTIME_DIR: `${state}/run`,
			WAITBUS_AUTOSTART: "0",
		};
		for (const [name, text] of Object.entries(files)) this.write(name, text);
	}

	write(name: string, text: string): void {
		mkdirSync(dirname(`${this.path}/${name}`), { recursive: true });
		writeFileSync(`${this.path}/${name}`, text);
	}

	read(name: string): string {
		return readFileSync(`${this.path}/${name}`, "utf8");
	}

	/** Whoever types it stands in a project. */
	waitbus(...args: readonly string[]) {
		mkdirSync(`${this.path}/work`, { recursive: true });
		return runCli(args, { env: this.env, cwd: `${this.path}/work` });
	}

	get names(): readonly string[] {
		return readdirSync(this.path).filter((name) => name !== "work");
	}
}
