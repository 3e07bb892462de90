/** Whether a vendor's program is installed here, and in which version, without running it if that can be helped. */
import { execFile } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { findOnPath } from "./find-program.js";

export interface Installed {
	readonly path: string;
	readonly version: string | null;
}

const VERSION = /\d+\.\d+\.\d+(?:-[\w.]+)?/;
const LIMIT_MS = 5_000;
// npm's packages have their programs no deeper than dist/bin.
const MAX_DEPTH = 4;

export async function findInstalled(
	binaries: readonly string[],
	env: NodeJS.ProcessEnv,
): Promise<Installed | undefined> {
	const path = binaries.map((name) => findOnPath(name, env)).find((found) => found !== undefined);
	if (path === undefined) return undefined;
	const place = realpathSync(path);
	const version = versionOfPackage(place) ?? VERSION.exec(place)?.[0] ?? (await askForVersion(path));
	return { path, version };
}

function versionOfPackage(program: string): string | undefined {
	let directory = dirname(program);
	for (let depth = 0; depth < MAX_DEPTH; depth += 1, directory = dirname(directory)) {
		const path = join(directory, "package.json");
		if (!existsSync(path)) continue;
		try {
			const { version } = JSON.parse(readFileSync(path, "utf8")) as { readonly version?: unknown };
			if (typeof version === "string") return version;
		} catch {
			return undefined;
		}
	}
	return undefined;
}

async function askForVersion(path: string): Promise<string | null> {
	try {
		const { stdout } = await promisify(execFile)(path, ["--version"], { timeout: LIMIT_MS });
		return VERSION.exec(stdout)?.[0] ?? null;
	} catch {
		return null;
	}
}
