import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";
import { JEST, PLAYWRIGHT, type Runner, VITEST_RUNNERS } from "./runners.js";

const ROOT = join(import.meta.dirname, "..", "..", "..");

const PROGRAMS: readonly (readonly [Runner | undefined, string])[] = [
	[
		VITEST_RUNNERS[0],
		`import type { Reporter } from "vitest/node"; import Ours from "waitbus/reporters/vitest";
		export const reporter: Reporter = new Ours();`,
	],
	[
		VITEST_RUNNERS[1],
		`import type { Reporter } from "vitest/node"; import Ours from "waitbus/reporters/vitest";
		export const reporter: Reporter = new Ours();`,
	],
	[
		JEST,
		`import type { Reporter } from "@jest/reporters"; import type { Config } from "@jest/types";
		import Ours from "waitbus/reporters/jest";
		export const create = (config: Config.GlobalConfig): Reporter => new Ours(config);`,
	],
	[
		PLAYWRIGHT,
		`import type { Reporter } from "@playwright/test/reporter"; import Ours from "waitbus/reporters/playwright";
		export const reporter: Reporter = new Ours();`,
	],
];

describe("a program compiles that takes our reporter for one", () => {
	for (const [runner, program] of PROGRAMS) {
		if (runner === undefined) continue;
		test(`of ${runner.title}`, { skip: runner.skip }, (t) => {
			const folder = makeTemporaryDirectory(t);
			for (const [name, target] of Object.entries(runner.packages)) {
				const link = join(folder, "node_modules", name);
				mkdirSync(dirname(link), { recursive: true });
				symlinkSync(target, link);
			}
			writeFileSync(join(folder, "program.mts"), program);
			writeFileSync(
				join(folder, "tsconfig.json"),
				JSON.stringify({
					compilerOptions: {
						strict: true,
						noEmit: true,
						module: "nodenext",
						target: "es2023",
						skipLibCheck: true,
						types: ["node"],
						typeRoots: [join(ROOT, "node_modules/@types")],
						paths: { "waitbus/reporters/*": [join(ROOT, "src/reporters/*.ts")] },
					},
					files: ["program.mts", join(ROOT, "src/constants.d.ts")],
				}),
			);

			const { stdout } = spawnSync(
				process.execPath,
				[join(ROOT, "node_modules/typescript/bin/tsc"), "--project", folder],
				{ encoding: "utf8" },
			);

			assert.equal(stdout, "");
		});
	}
});
