/** What a verb is: its words for people, its flags for the parser, and the function that does it. */
import type { Terminal } from "./terminal.js";

export interface Flag {
	readonly name: string;
	/** What the value is called in the help; absent for a switch. */
	readonly value?: string;
	/** A value as one might type it; docs/cli.md shows it. */
	readonly example?: string;
	/** What completion offers for the value: a closed list, or what there is. */
	readonly choices?: readonly string[] | "sources" | "files";
	readonly isRepeatable?: boolean;
	readonly summary: string;
	readonly short?: string;
}

interface Example {
	readonly command: string;
	readonly tells: string;
}

export interface Command {
	readonly name: string;
	readonly summary: string;
	/** The line after `waitbus`, such as `emit [flags] [-]`. */
	readonly usage: string;
	/** Paragraphs for `--help`. */
	readonly details: readonly string[];
	readonly flags: readonly Flag[];
	readonly examples: readonly Example[];
	/** How many arguments besides flags it takes; what follows `--` is counted apart. @default 0 */
	readonly maxArguments?: number;
	/** What follows `--` belongs to another program. */
	readonly takesProgram?: boolean | "if given";
}

export interface Invocation {
	readonly flags: FlagValues;
	readonly arguments: readonly string[];
	/** What followed `--`; undefined when there was no `--`. */
	readonly program: readonly string[] | undefined;
	readonly terminal: Terminal;
	readonly env: NodeJS.ProcessEnv;
}

/** The flags that were given. */
export interface FlagValues {
	isSet(name: string): boolean;
	text(name: string): string | undefined;
	texts(name: string): readonly string[];
}

/** Does the verb and says the exit code. */
export type Run = (invocation: Invocation) => Promise<number>;
