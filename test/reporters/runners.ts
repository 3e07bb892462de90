/** The real test runners, as `.ci/run` installs them, and how a test is written for each. */
import { join } from "node:path";
import { findNode, packageFolder, skipWithout } from "../support/installed-packages.js";
import type { Command } from "../support/test-project.js";

const CURRENT = "current";

export interface Runner {
	readonly title: string;
	readonly source: string;
	readonly skip: string | false;
	/** Names of packages, and the folders they are installed in. */
	readonly packages: Readonly<Record<string, string>>;
	readonly command: Command;
	/** What each project of this runner holds. */
	readonly files: Readonly<Record<string, string>>;
	/** At the head of a file of tests: `describe`, `test` and `expect`. */
	readonly head: string;
	readonly bail: string;
	/** Says that nothing stops a test that fails from being tried once more. */
	readonly retry: string;
	/** How a run ends that finds no test, or `undefined` when the runner then asks no reporter. */
	readonly withoutTests: { readonly code: number; readonly conclusion: string } | undefined;
}

const VITEST = {
	source: "vitest",
	files: {
		"vitest.config.mjs":
			'export default { test: { include: ["*.spec.js"], reporters: ["default", "waitbus/reporters/vitest"] } };',
	},
	head: 'import { describe, expect, test } from "vitest";\n',
	bail: "--bail=1",
	retry: "--retry=1",
	withoutTests: { code: 1, conclusion: "failure" },
} as const;

export const VITEST_RUNNERS: readonly Runner[] = [
	{
		...VITEST,
		title: "Vitest 5",
		...installed({ vitest: packageFolder(CURRENT, "vitest") }, findNode("24"), ["vitest/vitest.mjs", "run"]),
	},
	{
		...VITEST,
		title: "Vitest 4",
		...installed({ vitest: packageFolder("vitest-4", "vitest") }, process.execPath, [
			"vitest/vitest.mjs",
			"run",
		]),
	},
];

export const JEST: Runner = {
	title: "Jest",
	source: "jest",
	...installed(
		Object.fromEntries(
			["jest", "@jest/reporters", "@jest/types"].map((name) => [name, packageFolder(CURRENT, name)]),
		),
		process.execPath,
		["jest/bin/jest.js"],
	),
	files: {
		"jest.config.cjs": `module.exports = { testMatch: ["**/*.spec.js"], reporters: ["default", "waitbus/reporters/jest"] };`,
	},
	head: "",
	bail: "--bail",
	retry: "--setupFilesAfterEnv=./retry.cjs",
	withoutTests: undefined,
};

export const PLAYWRIGHT: Runner = {
	title: "Playwright",
	source: "playwright",
	...installed({ "@playwright/test": packageFolder(CURRENT, "@playwright/test") }, process.execPath, [
		"@playwright/test/cli.js",
		"test",
	]),
	files: {
		"playwright.config.ts":
			'export default { testMatch: "*.spec.js", workers: 1, reporter: [["list"], ["waitbus/reporters/playwright"]] };',
	},
	head: 'import { expect, test } from "@playwright/test";\nconst { describe } = test;\n',
	bail: "-x",
	retry: "--retries=1",
	withoutTests: { code: 1, conclusion: "failure" },
};

type Installation = Pick<Runner, "skip" | "packages" | "command">;

/** @param script The runner's program in `node_modules`, and its arguments. */
function installed(
	packages: Readonly<Record<string, string>>,
	node: string | undefined,
	[script, ...words]: readonly [string, ...string[]],
): Installation {
	return {
		packages,
		skip: skipWithout("the test runners", [node, ...Object.values(packages)]),
		command: [node ?? "node", join("node_modules", script), ...words],
	};
}
