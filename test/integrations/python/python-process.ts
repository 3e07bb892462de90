/** Programs in Python that use the package, as processes of their own. */
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { PROGRAM } from "../../support/daemon-process.js";
import { type CliProcess, startCli } from "../../support/run-cli.js";
import { makeTemporaryDirectory } from "../../support/temporary-directory.js";
import { type Interpreter, withPackages } from "./interpreter.js";

/** A folder in which the `waitbus` command is, for PATH. */
export function makeCommand(t: Pick<TestContext, "after">): string {
	const path = join(makeTemporaryDirectory(t), "waitbus");
	writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`);
	chmodSync(path, 0o755);
	return path;
}

export interface PythonOptions {
	readonly env: NodeJS.ProcessEnv;
	/** The `waitbus` command that shall be found on PATH. @default none */
	readonly commandPath?: string;
	/** What it finds on its standard input. @default nothing */
	readonly input?: string;
}

export class Python {
	readonly #interpreter: Interpreter;

	constructor(interpreter: Interpreter) {
		this.#interpreter = interpreter;
	}

	/** Starts a program; its warnings are errors. It does not outlive the test. */
	start(
		t: Pick<TestContext, "after">,
		code: string,
		{ env, commandPath, input = "" }: PythonOptions,
	): CliProcess {
		const program = startCli(["-W", "error", "-c", `import waitbus\n${code}`], {
			program: [this.#interpreter.command],
			env: withPackages(env, commandPath),
			input,
		});
		t.after(() => program.kill());
		return program;
	}

	/** Runs a program to its end, and gives what it printed as JSON. */
	async run(t: Pick<TestContext, "after">, code: string, options: PythonOptions): Promise<unknown> {
		const { code: exitCode, stdout, stderr } = await this.start(t, code, options).result;
		if (exitCode !== 0 || stderr !== "") throw new Error(`ended with ${exitCode}: ${stderr}`);
		return JSON.parse(stdout);
	}
}
