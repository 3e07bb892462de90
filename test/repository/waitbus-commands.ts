/** The `waitbus …` command lines of a page of Markdown. */
import { splitCommands } from "./shell-words.js";

export interface DocumentedCommand {
	/** Where it stands and what it says, for the report of a failing test. */
	readonly where: string;
	/** The words after `waitbus`. */
	readonly words: readonly string[];
}

const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm;
const SHELLS = new Set(["sh", "bash", "shell", "console", "zsh"]);
// Words that may stand before the command itself.
const PREFIX = /^(?:if|while|until|then|do|else|!|exec|time|nohup|env|npx|timeout|\d+\w?|\w+=.*)$/;

/** Those in blocks of shell, which are complete. */
export function findCommandLines(page: string, text: string): DocumentedCommand[] {
	const blocks = [...text.matchAll(FENCE)].filter(([, language = ""]) => SHELLS.has(language));
	return blocks
		.flatMap(([, , code = ""]) => splitCommands(code.replace(/^\$ /gm, "")))
		.flatMap((words) => toDocumented(page, words));
}

/** Those within a sentence, which may leave out values and arguments. */
export function findMentions(page: string, text: string): DocumentedCommand[] {
	const prose = text.replace(FENCE, "");
	return [...prose.matchAll(/(?<!`)`(waitbus [^`]+)`(?!`)/g)]
		.flatMap(([, code = ""]) => splitCommands(code.replace(/\\\|/g, "|")))
		.flatMap((words) => toDocumented(page, words))
		.filter(({ words: [verb = ""] }) => /^[a-z]/.test(verb));
}

function toDocumented(page: string, words: readonly string[]): DocumentedCommand[] {
	const start = words.indexOf("waitbus");
	if (start < 0 || !words.slice(0, start).every((word) => PREFIX.test(word))) return [];
	return [{ where: `${page}: ${words.slice(start).join(" ")}`, words: words.slice(start + 1) }];
}
