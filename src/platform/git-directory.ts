/** Where git keeps what it knows of a checkout. */
import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Undefined outside a git checkout. */
export function findGitDir(cwd: string, env: NodeJS.ProcessEnv): string | undefined {
	if (env["GIT_DIR"] !== undefined) return resolve(cwd, env["GIT_DIR"]);
	for (let directory = cwd; ; directory = dirname(directory)) {
		const path = join(directory, ".git");
		const entry = statSync(path, { throwIfNoEntry: false });
		if (entry?.isDirectory() === true) return path;
		if (entry?.isFile() === true) return followLink(path, directory);
		if (directory === dirname(directory)) return undefined;
	}
}

/** What a worktree shares with the repository that it belongs to: branches, remotes. */
export function toSharedDir(gitDir: string): string {
	const shared = readLine(join(gitDir, "commondir"));
	return shared === undefined ? gitDir : resolve(gitDir, shared);
}

// A worktree or a submodule: "gitdir: PATH".
function followLink(path: string, directory: string): string | undefined {
	const line = readLine(path);
	return line?.startsWith("gitdir: ") === true
		? resolve(directory, line.slice("gitdir: ".length))
		: undefined;
}

export function readLine(path: string): string | undefined {
	return readText(path)?.split("\n")[0]?.trim();
}

export function readText(path: string): string | undefined {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return undefined;
	}
}
