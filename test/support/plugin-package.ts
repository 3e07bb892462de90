/** Packages of plugins, as somebody else would publish them. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { makeTemporaryDirectory } from "./temporary-directory.js";

/** Of the checkout. */
export const EXAMPLE = join(import.meta.dirname, "../../../examples/waitbus-tcp");

export interface PluginPackage {
	/** Of the source. */
	readonly name: string;
	/** Of `run(context)`. */
	readonly body: string;
	/** @default 1.0.0 */
	readonly version?: string;
	readonly permissions?: object;
}

/** @returns its directory */
export function writePlugin(
	t: Pick<TestContext, "after">,
	{ name, body, version = "1.0.0", permissions = {} }: PluginPackage,
): string {
	const directory = join(makeTemporaryDirectory(t), name);
	mkdirSync(directory);
	const waitbus = {
		source: "./source.js",
		api: 1,
		name,
		summary: "tells what a test wants to know",
		event_types: ["seen"],
		permissions,
	};
	const manifest = { name: `waitbus-${name}`, version, type: "module", files: ["source.js"], waitbus };
	writeFileSync(join(directory, "package.json"), JSON.stringify(manifest));
	writeFileSync(
		join(directory, "source.js"),
		`import { defineSource } from "waitbus/source";
		export default defineSource({ async run(context) { ${body} } });\n`,
	);
	return directory;
}

/** @returns the path of the tarball */
export function packPlugin(t: Pick<TestContext, "after">, directory: string): string {
	const destination = makeTemporaryDirectory(t);
	execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", destination, directory]);
	return join(destination, readdirSync(destination)[0] ?? "");
}

/** The processes of the plugins of a state directory. */
export function findPluginPids(stateDir: string): readonly number[] {
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name) && isOfPlugin(name, stateDir))
		.map(Number);
}

function isOfPlugin(pid: string, stateDir: string): boolean {
	try {
		const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
		return (
			words.some((word) => word.endsWith("/plugin-runner.js")) &&
			words.some((word) => word.startsWith(stateDir))
		);
	} catch {
		return false;
	}
}
