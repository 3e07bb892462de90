/** The commit and the branch that a directory stands on, read from git's own files: no process, no wait. */
import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

export interface GitHead {
	readonly sha: string | undefined;
	/** Absent when a commit is checked out by itself. */
	readonly branch: string | undefined;
}

/** Undefined outside a git checkout. */
export function findGitHead(cwd: string, env: NodeJS.ProcessEnv): GitHead | undefined {
	const gitDir = env["GIT_DIR"] === undefined ? findGitDir(cwd) : resolve(cwd, env["GIT_DIR"]);
	const head = gitDir === undefined ? undefined : readLine(join(gitDir, "HEAD"));
	if (gitDir === undefined || head === undefined) return undefined;
	const ref = head.startsWith("ref: ") ? head.slice("ref: ".length) : undefined;
	if (ref === undefined) return { sha: toSha(head), branch: undefined };
	// A repository whose refs are in the reftable format has this in place of the branch.
	if (ref === "refs/heads/.invalid") return undefined;
	return { sha: findSha(gitDir, ref), branch: ref.replace(/^refs\/heads\//, "") };
}

function findGitDir(cwd: string): string | undefined {
	for (let directory = cwd; ; directory = dirname(directory)) {
		const path = join(directory, ".git");
		const entry = statSync(path, { throwIfNoEntry: false });
		if (entry?.isDirectory() === true) return path;
		if (entry?.isFile() === true) return followLink(path, directory);
		if (directory === dirname(directory)) return undefined;
	}
}

// A worktree or a submodule: "gitdir: PATH".
function followLink(path: string, directory: string): string | undefined {
	const line = readLine(path);
	return line?.startsWith("gitdir: ") === true
		? resolve(directory, line.slice("gitdir: ".length))
		: undefined;
}

function findSha(gitDir: string, ref: string): string | undefined {
	// The branches of a worktree are in the repository it belongs to.
	const shared = readLine(join(gitDir, "commondir"));
	const directory = shared === undefined ? gitDir : resolve(gitDir, shared);
	return toSha(readLine(join(directory, ref)) ?? "") ?? findPackedSha(directory, ref);
}

function findPackedSha(directory: string, ref: string): string | undefined {
	const line = readText(join(directory, "packed-refs"))
		?.split("\n")
		.find((candidate) => candidate.endsWith(` ${ref}`));
	return line === undefined ? undefined : toSha(line.slice(0, line.indexOf(" ")));
}

function toSha(text: string): string | undefined {
	return /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(text) ? text : undefined;
}

function readLine(path: string): string | undefined {
	return readText(path)?.split("\n")[0]?.trim();
}

function readText(path: string): string | undefined {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return undefined;
	}
}
