/** Which files are left out: the patterns of .gitignore files and of config.toml, as Git reads them. */
import { readFileSync } from "node:fs";
import ignore, { type Ignore } from "ignore";
import type { BytePath } from "../../platform/byte-path.js";
import { joinPath, toBytes, toText } from "../../platform/byte-path.js";
import { readEntry } from "./read-entry.js";

const MAX_FILE_BYTES = 1024 * 1024;
// The library remembers every path that it was asked about.
const MAX_REMEMBERED = 4_096;

/** The patterns of one file, which overrule those of the directories above. */
export class IgnoreRules {
	readonly #base: BytePath;
	readonly #above: IgnoreRules | undefined;
	#patterns: Ignore;
	#asked = 0;

	/** @param base The directory that the patterns are relative to. */
	constructor(base: BytePath, patterns: string | readonly string[], above?: IgnoreRules) {
		this.#base = base;
		this.#above = above;
		this.#patterns = createPatterns().add(patterns);
	}

	ignores(path: BytePath, isDirectory: boolean): boolean {
		const relative = path.slice(this.#base === "/" ? 1 : this.#base.length + 1) as BytePath;
		const { ignored, unignored } = this.#ask(isDirectory ? `${toText(relative)}/` : toText(relative));
		if (ignored || unignored) return ignored;
		return this.#above?.ignores(path, isDirectory) ?? false;
	}

	#ask(path: string): { readonly ignored: boolean; readonly unignored: boolean } {
		this.#asked += 1;
		if (this.#asked % MAX_REMEMBERED === 0) this.#patterns = createPatterns().add(this.#patterns);
		return this.#patterns.test(path);
	}
}

function createPatterns(): Ignore {
	return ignore({ ignorecase: process.platform === "darwin", allowRelativePaths: true });
}

/** With those of the directory's own .gitignore, if it has one. */
export function extendRules(directory: BytePath, above: IgnoreRules | undefined): IgnoreRules | undefined {
	const patterns = readPatterns(joinPath(directory, GITIGNORE));
	return patterns === undefined ? above : new IgnoreRules(directory, patterns, above);
}

export const GITIGNORE = ".gitignore" as BytePath;

/** Those that hold at `root` by the .gitignore files above it, up to the top of its repository. */
export function readRulesAbove(root: BytePath): IgnoreRules | undefined {
	const above = parentsOf(root);
	const top = above.findIndex(
		(directory) => readEntry(joinPath(directory, ".git" as BytePath)) !== undefined,
	);
	if (top === -1) return undefined;
	const rules = above
		.slice(0, top + 1)
		.toReversed()
		.reduce<IgnoreRules | undefined>((outer, directory) => extendRules(directory, outer), undefined);
	// What was asked for by name is wanted, even when it is a build's output that Git ignores.
	return rules?.ignores(root, true) === true ? undefined : rules;
}

/** Nearest first. */
function parentsOf(path: BytePath): readonly BytePath[] {
	const parents: BytePath[] = [];
	for (let end = path.lastIndexOf("/"); end >= 0; end = end === 0 ? -1 : path.lastIndexOf("/", end - 1)) {
		parents.push((end === 0 ? "/" : path.slice(0, end)) as BytePath);
	}
	return parents;
}

/** Git does not follow a link here either; a pipe of that name would never end. */
function readPatterns(path: BytePath): string | undefined {
	const entry = readEntry(path);
	if (entry?.kind !== "file" || entry.size > MAX_FILE_BYTES) return undefined;
	try {
		return readFileSync(toBytes(path), "utf8");
	} catch {
		return undefined;
	}
}
