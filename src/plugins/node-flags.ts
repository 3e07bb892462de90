/** Node's permission model, as far as the version at hand has it. */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import type { Permissions } from "./permissions.js";

export interface Sandbox {
	readonly granted: Permissions;
	/** What the process must read to run at all: absolute, without symbolic links. */
	readonly ownPaths: readonly string[];
}

// Of old objects. A plugin that needs more holds what it should have emitted.
const HEAP_MIB = 128;

export function toNodeFlags({ granted, ownPaths }: Sandbox): readonly string[] {
	return [
		knows("--permission") ? "--permission" : "--experimental-permission",
		...toPatterns([...ownPaths, ...granted.fs_read]).map((pattern) => `--allow-fs-read=${pattern}`),
		...toPatterns(granted.fs_write).map((pattern) => `--allow-fs-write=${pattern}`),
		...(granted.child_process ? ["--allow-child-process"] : []),
		...(isNetRestrictable() && isNetGranted(granted) ? ["--allow-net"] : []),
		// It opens files without asking the permission model.
		...(knows("--no-experimental-sqlite") ? ["--no-experimental-sqlite"] : []),
		...(knows("--disable-sigusr1") ? ["--disable-sigusr1"] : []),
		"--disable-warning=ExperimentalWarning",
		"--disable-warning=SecurityWarning",
		"--enable-source-maps",
		`--max-old-space-size=${HEAP_MIB}`,
		"--max-semi-space-size=4",
		"--v8-pool-size=1",
	];
}

/** What this Node cannot hold a plugin back from, for whoever grants: one line each. */
export function listUnheld({ net, child_process }: Permissions): readonly string[] {
	const lines: string[] = [];
	if (!isNetRestrictable())
		lines.push(
			`Node ${process.versions.node} cannot keep a program off the network: the plugin can reach every host, and every local socket; Node 25 and newer can`,
		);
	else if (net !== true && isNetGranted({ net }))
		lines.push(`Node can open the whole network or none of it: not ${net.join(", ")} alone`);
	if (child_process) lines.push("programs that it starts may do whatever you may");
	return lines;
}

function isNetGranted({ net }: Pick<Permissions, "net">): boolean {
	return net === true || net.length > 0;
}

function isNetRestrictable(): boolean {
	return knows("--allow-net");
}

function knows(flag: string): boolean {
	return process.allowedNodeEnvironmentFlags.has(flag);
}

/** Node takes a directory for all that is in it, but only if it is there, and must not be told anything twice. */
function toPatterns(paths: readonly string[]): readonly string[] {
	const patterns = paths.map(toAbsolute).flatMap((path) => (existsSync(path) ? [path] : [path, `${path}/*`]));
	return [...new Set(patterns)];
}

function toAbsolute(path: string): string {
	const absolute = path.startsWith("~/") ? homedir() + path.slice(1) : path;
	return absolute.replace(/(?<=.)\/+$/, "");
}
