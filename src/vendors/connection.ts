/** What `connect` knows of each vendor: its files, and what of ours goes into them. */
import type { JsonObject } from "../event/event.js";
import type { Host } from "../platform/host.js";
import type { TextEditor } from "./edit/text-editor.js";

export type Scope = "user" | "project";

/** Whose files are to be changed, and what they shall run. */
export interface Place {
	readonly scope: Scope;
	readonly home: string;
	/** The root of the project that one stands in. */
	readonly project: string;
	readonly env: Host["env"];
	/** The words that run waitbus. */
	readonly program: readonly [string, ...string[]];
}

export interface VendorFile {
	readonly path: string;
	readonly editor: TextEditor;
	/** The vendor runs the file itself. */
	readonly isExecutable?: boolean;
}

export interface Connection {
	/** As people call it. */
	readonly title: string;
	/** What starts it, as found on the PATH; the usual one first. */
	readonly binaries: readonly string[];
	readonly files: (place: Place) => readonly VendorFile[];
	/** What it hands to a hook, for one that means nothing; undefined where hooks are handed nothing. */
	readonly probe?: (session: string) => JsonObject;
	/** How it is asked which hooks its user trusts, where it runs no others. */
	readonly trust?: Trust;
	/** What its user has yet to do, a line for each. */
	readonly afterwards?: (place: Place) => readonly string[];
}

/** A question to the vendor's own server, which speaks JSON-RPC on its standard input and output. */
interface Trust {
	readonly arguments: readonly string[];
	readonly method: string;
	/** What of its answer keeps our hooks from being run. */
	readonly findProblem: (answer: unknown) => string | undefined;
}

/** A moment of which no vendor knows; it is published as whatever else a hook is called for. */
export const PROBE = "WaitbusProbe";

/** As it is written in a project, for whoever works on it. */
export const SHARED_PROGRAM = ["waitbus"] as const;

/** Another directory than the usual one, if the vendor's variable names one. */
export function directoryOf(env: Place["env"], variable: string, usual: string): string {
	const named = env[variable];
	return named === undefined || named === "" ? usual : named;
}

export function serverWords({ program }: Place): { readonly command: string; readonly args: string[] } {
	const [command, ...words] = program;
	return { command, args: [...words, "mcp", "serve"] };
}

/** A line for a shell. */
export function hookCommand({ program }: Place, vendor: string, ...words: readonly string[]): string {
	return [...program, "hook", vendor, ...words].map(quote).join(" ");
}

export function quote(word: string): string {
	return /^[\w./:@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** The same hook for each event, in groups as Claude Code has them, which others took over. */
export function groupedHooks(
	events: readonly (string | readonly [event: string, matcher: string])[],
	hook: { readonly command: string; readonly timeout: number },
) {
	const handler = { type: "command", ...hook };
	return Object.fromEntries(
		events.map((each) => {
			const [event, matcher] = typeof each === "string" ? [each] : each;
			return [event, { ...(matcher === undefined ? {} : { matcher }), hooks: [handler] }];
		}),
	);
}
