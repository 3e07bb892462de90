/** What a run is, known when it starts. */
import { hostname, userInfo } from "node:os";
import type { JsonObject } from "../../event/event.js";
import { withoutAbsent } from "../../event/without-absent.js";
import { findGitHead } from "../../platform/git-head.js";

export interface RunFactsOptions {
	readonly name: string;
	readonly program: readonly string[];
	readonly pid: number | undefined;
	readonly env: NodeJS.ProcessEnv;
}

// A command line may hold the names of a million files.
const MAX_COMMAND_LENGTH = 4_096;
const MAX_ARGUMENTS = 256;

/** As fields of an event; what cannot be found out is left out. */
export function gatherFacts({ name, program, pid, env }: RunFactsOptions): JsonObject {
	const cwd = orUndefined(() => process.cwd());
	const git = cwd === undefined ? undefined : orUndefined(() => findGitHead(cwd, env));
	return withoutAbsent({
		name,
		command: program.join(" ").slice(0, MAX_COMMAND_LENGTH),
		argv: program.slice(0, MAX_ARGUMENTS).map((argument) => argument.slice(0, MAX_COMMAND_LENGTH)),
		pid,
		cwd,
		host: hostname(),
		user: orUndefined(() => userInfo().username),
		head_sha: git?.sha,
		head_branch: git?.branch,
	});
}

// The directory may be gone, and a container may run under a uid without a name.
function orUndefined<T>(find: () => T): T | undefined {
	try {
		return find();
	} catch {
		return undefined;
	}
}
