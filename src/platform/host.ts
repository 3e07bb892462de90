/** What the directories depend on, read from this process once; everything else takes it in. */

import { BusError } from "../errors.js";

export interface Host {
	readonly env: NodeJS.ProcessEnv;
	readonly platform: NodeJS.Platform;
	readonly uid: number;
	/** Undefined when HOME is unset and the user has no entry in the password database. */
	readonly homeDirectory: string | undefined;
	readonly temporaryDirectory: string;
}

/** @throws BusError PLATFORM_UNSUPPORTED where there are no Unix users */
export function readHost(): Host {
	const { env, platform } = process;
	const uid = process.getuid?.();
	if (uid === undefined) {
		throw new BusError("PLATFORM_UNSUPPORTED", `Cannot run on "${platform}": waitbus needs Linux or macOS`, {
			hint: "On Windows, run it inside WSL 2",
		});
	}
	return {
		env,
		platform,
		uid,
		homeDirectory: findHomeDirectory(env),
		temporaryDirectory: env["TMPDIR"]?.startsWith("/") ? env["TMPDIR"] : "/tmp",
	};
}

function findHomeDirectory(env: NodeJS.ProcessEnv): string | undefined {
	const home = env["HOME"];
	if (home?.startsWith("/")) return home;

	// Loaded only here: a hot verb has HOME, and node:os would add 0.2 ms to its start.
	const { userInfo } = process.getBuiltinModule("node:os");
	try {
		return userInfo().homedir;
	} catch {
		// A container may run under a uid that the password database does not know.
		return undefined;
	}
}
