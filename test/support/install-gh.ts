/** Puts a stand-in for gh on the PATH of a test. */
import { readFileSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { makeTemporaryDirectory } from "./temporary-directory.js";

export interface GhRun {
	/** `webhook forward --repo …` */
	readonly args: readonly string[];
	/** Of the extension. */
	readonly pid: number;
	readonly ghPid: number;
}

export interface GhInstallation {
	readonly env: NodeJS.ProcessEnv;
	/** The runs so far. */
	runs(): readonly GhRun[];
	/** Resolves when there have been so many. */
	started(count: number): Promise<void>;
}

/** @param plan What each run does, in turn; the last one is repeated. */
export function installGh(t: Pick<TestContext, "after">, plan: readonly string[]): GhInstallation {
	const directory = makeTemporaryDirectory(t);
	const script = fileURLToPath(new URL("./gh-stand-in.js", import.meta.url));
	const runsPath = join(directory, "runs");
	const planPath = join(directory, "plan");
	writeFileSync(join(directory, "gh"), `#!/bin/sh\nexec '${process.execPath}' '${script}' gh "$@"\n`, {
		mode: 0o755,
	});
	writeFileSync(planPath, plan.join("\n"));
	writeFileSync(runsPath, "");
	const runs = (): readonly GhRun[] =>
		readFileSync(runsPath, "utf8")
			.split("\n")
			.filter((line) => line !== "")
			.map((line) => JSON.parse(line) as GhRun);
	return {
		env: {
			PATH: `${directory}:${process.env["PATH"]}`,
			GH_STAND_IN_PLAN: planPath,
			GH_STAND_IN_RUNS: runsPath,
		},
		runs,
		started: (count) =>
			new Promise((resolve) => {
				const check = (): void => {
					if (runs().length < count) return;
					watcher.close();
					resolve();
				};
				const watcher = watch(runsPath, check);
				check();
			}),
	};
}
