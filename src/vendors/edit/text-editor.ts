/** How `connect` changes a vendor's file of one format: on its text alone, so that nothing else in it is touched. */
import type { Edited } from "./splice.js";

export interface TextEditor {
	/** Whether all of ours is in it, and nothing that an earlier `connect` would have written otherwise. */
	isConnected(text: string): boolean;
	/** @throws TextProblem */
	add(text: string): Edited;
	/** Takes away what is ours, also what was changed since. @throws TextProblem */
	remove(text: string): Edited;
	/** Whether nothing is left that anybody but `connect` has put there. */
	isBare(text: string): boolean;
	/** What the vendor would run because of us. */
	readCommands(text: string): Commands;
}

export interface Commands {
	/** The first of our hooks, as a line for a shell. */
	readonly hook?: string;
	/** The words of the MCP server. */
	readonly server?: readonly string[];
}

/** Why a text cannot be changed, and where. */
export class TextProblem extends Error {
	override readonly name = "TextProblem";
	readonly line: number;

	constructor(message: string, text: string, offset: number) {
		super(message);
		this.line = text.slice(0, Math.max(0, offset)).split("\n").length;
	}

	// Each lazily loaded part has its own copy of this class.
	static override [Symbol.hasInstance](value: unknown): boolean {
		return value instanceof Error && value.name === "TextProblem";
	}
}
