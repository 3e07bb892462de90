/** The real test runners, as `.ci/run` installs them, and how a test is written for each. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "../support/test-project.js";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const CURRENT = ".runners/current/node_modules";
const VITEST_4 = ".runners/vitest-4/node_modules";

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
		...installed({ vitest: `${CURRENT}/vitest` }, findNode("24"), ["vitest/vitest.mjs", "run"]),
	},
	{
		...VITEST,
		title: "Vitest 4",
		...installed({ vitest: `${VITEST_4}/vitest` }, process.execPath, ["vitest/vitest.mjs", "run"]),
	},
];

export const JEST: Runner = {
	title: "Jest",
	source: "jest",
	...installed(
		Object.fromEntries(
			["jest", "@jest/reporters", "@jest/types"].map((name) => [name, `${CURRENT}/${name}`]),
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
	...installed({ "@playwright/test": `${CURRENT}/@playwright/test` }, process.execPath, [
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
	folders: Readonly<Record<string, string>>,
	node: string | undefined,
	[script, ...words]: readonly [string, ...string[]],
): Installation {
	const packages = Object.fromEntries(
		Object.entries(folders).map(([name, folder]) => [name, join(ROOT, folder)]),
	);
	const isThere = node !== undefined && Object.values(packages).every((folder) => existsSync(folder));
	return {
		packages,
		// Where everything is installed, what is missing shall not hide.
		skip: isThere || process.env["CI"] === "true" ? false : ".ci/run installs the test runners",
		command: [node ?? "node", join("node_modules", script), ...words],
	};
}

/** A newer Node, for what does not run on the oldest that waitbus runs on. */
function findNode(version: string): string | undefined {
	const folder = join(ROOT, ".nodes", version, "node_modules");
	const [name] = existsSync(folder) ? readdirSync(folder).filter((entry) => entry.startsWith("node-")) : [];
	return name === undefined ? undefined : join(folder, name, "bin", "node");
}
