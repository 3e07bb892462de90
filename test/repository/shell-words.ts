/** The commands of some lines of shell, each as its words: enough of POSIX for the examples of documents. */

// What a substitution or variable stands for: any value that is text and the start of a commit's hash.
const STAND_IN = "4be1c0ffee";

export function splitCommands(text: string): string[][] {
	const commands: string[][] = [];
	let words: string[] = [];
	let word: string | undefined;
	let isTarget = false;
	const endWord = (): void => {
		if (word !== undefined && !isTarget) words.push(word);
		if (word !== undefined) isTarget = false;
		word = undefined;
	};
	const endCommand = (): void => {
		endWord();
		if (words.length > 0) commands.push(words);
		words = [];
	};
	const script = text.replaceAll("\\\n", " ");
	let index = 0;
	let isQuoted = false;
	while (index < script.length) {
		const character = script.charAt(index);
		const rest = script.slice(index);
		const nested = findSubstitution(rest);
		const variable = /^\$(?:\w+|\{[^}]*\}|[@#?!])/.exec(rest)?.[0];
		if (nested !== undefined) {
			commands.push(...splitCommands(nested));
			word = (word ?? "") + STAND_IN;
			index += nested.length + 3;
		} else if (variable !== undefined) {
			word = (word ?? "") + STAND_IN;
			index += variable.length;
		} else if (character === "\\") {
			word = (word ?? "") + script.charAt(index + 1);
			index += 2;
		} else if (character === '"') {
			isQuoted = !isQuoted;
			word ??= "";
			index += 1;
		} else if (isQuoted) {
			word = (word ?? "") + character;
			index += 1;
		} else if (character === "'") {
			const end = script.indexOf("'", index + 1);
			word = (word ?? "") + script.slice(index + 1, end);
			index = end + 1;
		} else if (character === "#" && word === undefined) {
			index += rest.indexOf("\n") < 0 ? rest.length : rest.indexOf("\n");
		} else if (/[<>]/.test(character)) {
			// The number of a file descriptor belongs to the redirection.
			if (word !== undefined && /^\d+$/.test(word)) word = undefined;
			endWord();
			isTarget = true;
			index += /^[<>]+&?/.exec(rest)?.[0].length ?? 1;
		} else if (/[|&;()\n]/.test(character)) {
			endCommand();
			index += 1;
		} else if (/\s/.test(character)) {
			endWord();
			index += 1;
		} else {
			word = (word ?? "") + character;
			index += 1;
		}
	}
	endCommand();
	return commands;
}

/** The inside of `$(…)`, `<(…)` or `>(…)`, when the text begins with one. */
function findSubstitution(text: string): string | undefined {
	if (!/^[$<>]\(/.test(text)) return undefined;
	let depth = 0;
	for (let index = 1; index < text.length; index += 1) {
		if (text.charAt(index) === "(") depth += 1;
		if (text.charAt(index) === ")") depth -= 1;
		if (depth === 0) return text.slice(2, index);
	}
	return undefined;
}
