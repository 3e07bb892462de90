/** The words that run waitbus, as they are written where an agent will find them for a long time. */
import { accessSync, constants, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";
import { BusError } from "../../errors.js";
import { PROGRAM } from "../../client/address.js";
import { type Place, type Scope, SHARED_PROGRAM } from "../../vendors/connection.js";

export function findProgram(scope: Scope, env: NodeJS.ProcessEnv): Place["program"] {
	if (scope === "project") return SHARED_PROGRAM;
	// By the name that stays when the version changes, as a link of Homebrew or nvm does.
	const program = findOnPath("waitbus", env, realpathSync(PROGRAM)) ?? PROGRAM;
	const node = realpathSync(process.execPath);
	return [findOnPath("node", env, node) ?? process.execPath, program];
}

/** @throws BusError PATH_INVALID when this waitbus is one that npm will remove */
export function requireLasting(program: Place["program"]): void {
	const passing = program.find((word) => word.includes("/_npx/"));
	if (passing === undefined) return;
	throw new BusError("PATH_INVALID", `Cannot connect "${passing}": npx removes it when it likes`, {
		hint: "npm install --global waitbus",
	});
}

/** @param target What it must be when links are followed. @default any */
export function findOnPath(name: string, env: NodeJS.ProcessEnv, target?: string): string | undefined {
	const directories = (env["PATH"] ?? "").split(delimiter).filter((directory) => directory.startsWith("/"));
	return directories
		.map((directory) => join(directory, name))
		.find((path) => isProgram(path) && (target === undefined || realpathSync(path) === target));
}

function isProgram(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
