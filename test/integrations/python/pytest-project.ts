/** Test suites in Python, in a folder of their own, run by the real pytest. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import type { BusClient } from "../../../src/client/bus-client.js";
import type { JsonObject } from "../../../src/event/event.js";
import { startDaemon } from "../../support/daemon-process.js";
import { connectTo } from "../../support/open-bus.js";
import { type CliProcess, type CliResult, startCli } from "../../support/run-cli.js";
import { makeTemporaryDirectory } from "../../support/temporary-directory.js";
import { findPython, withPackages } from "./interpreter.js";

export const distributed = findPython("pytest", "xdist");
/** With pytest; the same one where it can be. */
export const interpreter = distributed.skip === false ? distributed : findPython("pytest");
export const PLUGIN = ["-p", "waitbus_pytest"];

export interface RunOptions {
	/** Of its bus, and what the tests want besides. */
	readonly env: NodeJS.ProcessEnv;
	/** @default that of the plugin, `-p waitbus_pytest` */
	readonly plugin?: readonly string[];
	/** The `waitbus` command that shall be found on PATH. @default none */
	readonly commandPath?: string;
	/** Where Python finds the packages. @default in the checkout */
	readonly packages?: string;
}

export class PytestProject {
	readonly folder: string;
	readonly #t: Pick<TestContext, "after">;

	/** With these files. */
	constructor(t: Pick<TestContext, "after">, files: Readonly<Record<string, string>>) {
		this.folder = makeTemporaryDirectory(t);
		this.#t = t;
		for (const [name, text] of Object.entries({ "pytest.ini": "[pytest]\n", ...files }))
			this.write(name, text);
	}

	write(name: string, text: string): void {
		const path = join(this.folder, name);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, text);
	}

	start(args: readonly string[], { env, plugin = PLUGIN, commandPath, packages }: RunOptions): CliProcess {
		const run = startCli(["-m", "pytest", "-p", "no:cacheprovider", ...plugin, ...args], {
			program: [interpreter.command],
			cwd: this.folder,
			env: {
				...withPackages(env, commandPath),
				...(packages === undefined ? {} : { PYTHONPATH: packages }),
			},
		});
		this.#t.after(() => run.kill());
		return run;
	}

	run(args: readonly string[], options: RunOptions): Promise<CliResult> {
		return this.start(args, options).result;
	}
}

export interface Told {
	readonly result: CliResult;
	/** The fields of its `pytest_session`. */
	readonly session: JsonObject;
	readonly summary: string;
	/** The fields of each `pytest_test`, in the order in which they came. */
	readonly tests: readonly JsonObject[];
}

/** What the bus hears of one run from its start to its end. */
export async function runAndListen(
	t: TestContext,
	files: Readonly<Record<string, string>>,
	args: readonly string[] = [],
): Promise<Told> {
	const daemon = await startDaemon(t);
	const result = await new PytestProject(t, files).run(args, daemon);
	return { result, ...(await listen(connectTo(t, daemon))) };
}

/** What was told of the only run of this bus; waits for its end. */
export async function listen(bus: BusClient): Promise<Omit<Told, "result">> {
	const { fields: session, summary } = await bus.waitFor({
		source: "pytest",
		eventType: "pytest_session",
		since: "start",
	});
	const { events } = await bus.query({ source: "pytest" }, { limit: 10_000 });
	const tests = events.filter((event) => event.event_type === "pytest_test").map(({ fields }) => fields);
	return { session, summary, tests };
}

/** The fields that a test wants to look at. */
export function pick(fields: JsonObject, ...names: readonly string[]): readonly unknown[] {
	return names.map((name) => fields[name]);
}
