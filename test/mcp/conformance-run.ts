/** Runs the conformance suite of the protocol against a server behind HTTP. */
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findNode, packageFolder, skipWithout } from "../support/installed-packages.js";
import { runCli } from "../support/run-cli.js";

export type Revision = "2025-11-25" | "2026-07-28";

export interface ConformanceResult {
	/** Scenarios without a failure, of those that the revision scores. */
	readonly passedScenarios: number;
	readonly scenarios: number;
	readonly passedChecks: number;
	/** `scenario/check`, in alphabetical order. */
	readonly failures: readonly string[];
}

interface Check {
	readonly id: string;
	readonly status: "SUCCESS" | "FAILURE" | "WARNING" | "SKIPPED" | "INFO";
}

const PROGRAM = join(packageFolder("mcp", "@modelcontextprotocol/conformance"), "dist", "index.js");
const NODE = findNode("24");

export const SKIP = skipWithout("the conformance suite", [NODE, PROGRAM]);

export async function runConformance(
	url: string,
	revision: Revision,
	folder: string,
): Promise<ConformanceResult> {
	const output = mkdtempSync(join(folder, "conformance-"));
	const { stdout } = await runCli(
		["server", "--url", url, "--requirements", revision, "--output-dir", output],
		{
			program: [NODE ?? "node", PROGRAM],
			env: process.env,
		},
	);
	const unscored = namesAfter(stdout, "\nNot scored for ");
	const scenarios = readScenarios(output).filter(({ name }) => !unscored.has(name));
	return {
		passedScenarios: scenarios.filter(({ checks }) => !checks.some(hasFailed)).length,
		scenarios: scenarios.length,
		passedChecks: scenarios.flatMap(({ checks }) => checks.filter(({ status }) => status === "SUCCESS"))
			.length,
		failures: scenarios
			.flatMap(({ name, checks }) => checks.filter(hasFailed).map(({ id }) => `${name}/${id}`))
			.sort(),
	};
}

/** The scenarios that the suite runs for the information alone. */
function namesAfter(report: string, heading: string): ReadonlySet<string> {
	const [, list = ""] = report.split(heading);
	return new Set([...list.matchAll(/^ {2}. (\S+) \(/gm)].map(([, name = ""]) => name));
}

/** Each scenario leaves a folder `server-NAME-TIME`. */
function readScenarios(
	folder: string,
): readonly { readonly name: string; readonly checks: readonly Check[] }[] {
	return readdirSync(folder).map((entry) => ({
		name: entry.replace(/^server-(.*)-\d{4}-\d\d-\d\dT.*$/, "$1"),
		checks: JSON.parse(readFileSync(join(folder, entry, "checks.json"), "utf8")) as Check[],
	}));
}

function hasFailed({ status }: Check): boolean {
	return status === "FAILURE";
}
