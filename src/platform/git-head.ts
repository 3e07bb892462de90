/** The commit and the branch that a directory stands on, read from git's own files: no process, no wait. */
import { join } from "node:path";
import { findGitDir, readLine, readText, toSharedDir } from "./git-directory.js";

export interface GitHead {
	readonly sha: string | undefined;
	/** Absent when a commit is checked out by itself. */
	readonly branch: string | undefined;
}

/** Undefined outside a git checkout. */
export function findGitHead(cwd: string, env: NodeJS.ProcessEnv): GitHead | undefined {
	const gitDir = findGitDir(cwd, env);
	const head = gitDir === undefined ? undefined : readLine(join(gitDir, "HEAD"));
	if (gitDir === undefined || head === undefined) return undefined;
	const ref = head.startsWith("ref: ") ? head.slice("ref: ".length) : undefined;
	if (ref === undefined) return { sha: toSha(head), branch: undefined };
	// A repository whose refs are in the reftable format has this in place of the branch.
	if (ref === "refs/heads/.invalid") return undefined;
	return { sha: findSha(gitDir, ref), branch: ref.replace(/^refs\/heads\//, "") };
}

function findSha(gitDir: string, ref: string): string | undefined {
	const directory = toSharedDir(gitDir);
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
