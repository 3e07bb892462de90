/** A file that is ours as a whole: a plugin or a script in a directory that the vendor looks through. */
import { REMARK } from "./marks.js";
import { splice, untouched } from "./splice.js";
import { type TextEditor, TextProblem } from "./text-editor.js";

export interface WholeContent {
	/** Holds the remark by which it is known. */
	readonly text: string;
	/** The line for a shell that does what the vendor does with it. */
	readonly hook: string;
}

export function wholeFile({ text: content, hook }: WholeContent): TextEditor {
	const isOurs = (text: string) => text.includes(REMARK);
	return {
		isConnected: (text) => text === content,
		add: (text) => {
			if (text !== "") throw new TextProblem("somebody else has a file of this name", text, 0);
			return splice(untouched(text), [{ at: 0, removed: "", inserted: content }]);
		},
		remove: (text) =>
			isOurs(text) ? splice(untouched(text), [{ at: 0, removed: text, inserted: "" }]) : untouched(text),
		isBare: (text) => text === "",
		readCommands: (text) => (isOurs(text) ? { hook } : {}),
	};
}
