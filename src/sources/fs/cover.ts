/** Why something is told of: what was asked for, and what is left out beneath it. */
import type { BytePath } from "../../platform/byte-path.js";
import type { Directory } from "./directory.js";
import { extendRules, IgnoreRules, readRulesAbove } from "./ignore-rules.js";

export interface Request {
	readonly path: BytePath;
	/** Named in config.toml, rather than by somebody who waits. */
	readonly isPermanent: boolean;
}

export interface Cover extends Request {
	/** Of config.toml: these no .gitignore overrules. */
	readonly configured: IgnoreRules | undefined;
	readonly git: IgnoreRules | undefined;
	readonly isGitHonoured: boolean;
}

export interface IgnoreOptions {
	/** Patterns as in a .gitignore file, relative to whatever is watched. */
	readonly patterns: readonly string[];
	readonly isGitHonoured: boolean;
}

// Never looked into, unless they, or something in them, are what is asked for.
const ALWAYS_IGNORED = /\/(?:\.git|node_modules)$/;

export function createCover(request: Request, { patterns, isGitHonoured }: IgnoreOptions): Cover {
	return {
		...request,
		configured: patterns.length === 0 ? undefined : new IgnoreRules(request.path, patterns),
		git: isGitHonoured ? readRulesAbove(request.path) : undefined,
		isGitHonoured,
	};
}

/** Why an entry of the directory is told of; empty when it is not. */
export function coversOf(directory: Directory, name: BytePath, isDirectory: boolean): readonly Cover[] {
	const inherited = inheritCovers(directory.covers, directory.pathOf(name), isDirectory);
	const own = directory.directories.get(name)?.own;
	return own === undefined ? inherited : [...inherited, own];
}

/** Those of a directory's covers that hold for the entry at `path`. */
export function inheritCovers(
	covers: readonly Cover[],
	path: BytePath,
	isDirectory: boolean,
): readonly Cover[] {
	if (covers.length === 0 || ALWAYS_IGNORED.test(path)) return [];
	return covers.filter(
		({ configured, git }) => !configured?.ignores(path, isDirectory) && !git?.ignores(path, isDirectory),
	);
}

/** With the patterns of the directory's own .gitignore. */
export function heedGitignore(covers: readonly Cover[], directory: BytePath): readonly Cover[] {
	return covers.map((cover) =>
		cover.isGitHonoured ? { ...cover, git: extendRules(directory, cover.git) } : cover,
	);
}

/** The one that an event names: what config.toml has does not change with those who come and go. */
export function rootOf(covers: readonly Cover[]): BytePath | undefined {
	return (covers.find(({ isPermanent }) => isPermanent) ?? covers[0])?.path;
}
