/** Whose files are meant: the user's, or those of the project that one stands in. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { BusError } from "../../errors.js";
import { readHost } from "../../platform/host.js";
import type { Place, Scope } from "../../vendors/connection.js";
import { findProgram } from "./find-program.js";

/** @throws BusError PATH_INVALID, as where there is no project */
export function findPlace(scope: Scope): Place {
	const { env, homeDirectory: home } = readHost();
	if (home === undefined)
		throw new BusError("PATH_INVALID", "Cannot find the files of your agents: HOME is not set", {
			hint: "Set HOME",
		});
	const project = findProject(process.cwd());
	if (scope === "project" && project === home)
		throw new BusError("PATH_INVALID", `Cannot use "${project}" as a project: it is your home directory`, {
			hint: "cd to the project, or leave out --project",
		});
	return { scope, home, project, env, program: findProgram(scope, env) };
}

function findProject(cwd: string): string {
	for (let directory = cwd; ; directory = dirname(directory)) {
		if (existsSync(join(directory, ".git"))) return directory;
		if (directory === dirname(directory)) return cwd;
	}
}
