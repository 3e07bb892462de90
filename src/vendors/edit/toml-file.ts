/** A vendor's settings in TOML, of which we add one table at the end. */
import { isDeepStrictEqual } from "node:util";
import { parse as parseToml, TomlError, type TomlTable } from "smol-toml";
import type { JsonObject } from "../../event/event.js";
import { isOurServer, REMARK } from "./marks.js";
import { type Edited, splice, untouched } from "./splice.js";
import { type TextEditor, TextProblem } from "./text-editor.js";

export interface TomlTableContent {
	/** The table of tables that holds the vendor's MCP servers. */
	readonly servers: string;
	/** The command, its arguments, and what else is a list of texts. */
	readonly server: { readonly command: string; readonly [key: string]: string | readonly string[] };
}

export function tomlFile({ servers, server }: TomlTableContent): TextEditor {
	const name = `${servers}.waitbus`;
	return {
		isConnected: (text) => isDeepStrictEqual(pick(findServer(text, servers), Object.keys(server)), server),
		add: (text) => {
			const there = findServer(text, servers);
			if (there !== undefined)
				throw new TextProblem(
					`[${name}] is another server by the name of waitbus`,
					text,
					text.indexOf("waitbus"),
				);
			const newLine = text.includes("\r\n") ? "\r\n" : "\n";
			const table = [
				`# ${REMARK}`,
				`[${name}]`,
				...Object.entries(server).map(([key, value]) => `${key} = ${toToml(value)}`),
				"",
			].join(newLine);
			const isEnded = text === "" || text.endsWith("\n");
			const gap = (isEnded ? "" : newLine) + (text === "" ? "" : newLine);
			const edited = splice(untouched(text), [{ at: text.length, removed: "", inserted: gap + table }]);
			if (tryParse(edited.text) !== undefined) return edited;
			throw new TextProblem(`"${servers}" is not open to more tables`, text, text.indexOf(servers));
		},
		remove: (text) => {
			const there = findServer(text, servers);
			if (there === undefined || !isOurServer(there as JsonObject)) return untouched(text);
			const { [servers]: others, ...rest } = parse(text);
			const { waitbus: _ours, ...kept } = others as TomlTable;
			const expected = Object.keys(kept).length === 0 ? rest : { ...rest, [servers]: kept };
			const isRight = (cut: Edited) => isDeepStrictEqual(withoutEmpty(tryParse(cut.text), servers), expected);
			const edited = cutTables(text, name).find(isRight);
			if (edited !== undefined) return edited;
			throw new TextProblem(`"${name}" is not a table of its own`, text, text.indexOf("waitbus"));
		},
		isBare: (text) => text.trim() === "",
		readCommands: (text) => {
			const there = findServer(text, servers);
			if (there === undefined || !isOurServer(there as JsonObject)) return {};
			return { server: [there["command"], ...(there["args"] as readonly string[])].map(String) };
		},
	};
}

function parse(text: string): TomlTable {
	try {
		// Its tables have no prototype, ours have.
		return structuredClone(parseToml(text));
	} catch (error) {
		if (!(error instanceof TomlError)) throw error;
		const offset =
			text
				.split("\n")
				.slice(0, error.line - 1)
				.join("\n").length + 1;
		const [what = ""] = error.message.split("\n");
		throw new TextProblem(`it is not TOML: ${what.replace(/^Invalid TOML document: /, "")}`, text, offset);
	}
}

/** Undefined when it does not read. */
function tryParse(text: string): TomlTable | undefined {
	try {
		return parse(text);
	} catch {
		return undefined;
	}
}

function findServer(text: string, servers: string): TomlTable | undefined {
	const tables = parse(text)[servers];
	const server = isTable(tables) ? tables["waitbus"] : undefined;
	return isTable(server) ? server : undefined;
}

function isTable(value: unknown): value is TomlTable {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function pick(table: TomlTable | undefined, keys: readonly string[]): object {
	return Object.fromEntries(keys.map((key) => [key, table?.[key]]));
}

function withoutEmpty(document: TomlTable | undefined, key: string): TomlTable | undefined {
	if (document === undefined) return undefined;
	const { [key]: table, ...rest } = document;
	return isTable(table) && Object.keys(table).length > 0 ? document : rest;
}

function toToml(value: string | readonly string[]): string {
	return typeof value === "string" ? JSON.stringify(value) : `[${value.map(toToml).join(", ")}]`;
}

/** The text without the table; more than one when a text of several lines has what looks like its header. */
function cutTables(text: string, name: string): readonly Edited[] {
	const lines = text.split(/(?<=\n)/);
	return lines.flatMap((line, index) =>
		pathOf(line) === name ? [cutTable(lines, { name, header: index })] : [],
	);
}

/**
 * From our remark, or else the table's header, to its last line that says something: what stands between that and the next
 * table belongs to that one. Tables below it, such as of its environment, go with it.
 */
function cutTable(
	lines: readonly string[],
	{ name, header }: { readonly name: string; readonly header: number },
): Edited {
	const next = lines.findIndex((line, index) => {
		const path = index > header ? pathOf(line) : undefined;
		return path !== undefined && !path.startsWith(`${name}.`);
	});
	const saysSomething = (line: string) => !/^\s*(#|$)/.test(line);
	let end = lines.slice(0, next === -1 ? lines.length : next).findLastIndex(saysSomething) + 1;
	let first = lines[header - 1]?.includes(REMARK) === true ? header - 1 : header;
	// The empty line between ours and the rest.
	if (end === lines.length && lines[first - 1]?.trim() === "") first -= 1;
	else if (first === 0 && lines[end]?.trim() === "") end += 1;
	const at = lines.slice(0, first).join("").length;
	const removed = lines.slice(first, end).join("");
	return splice(untouched(lines.join("")), [{ at, removed, inserted: "" }]);
}

/** What a line that opens a table calls it, without its quotes. */
function pathOf(line: string): string | undefined {
	return /^\[+([^\]]*)\]/.exec(line.replaceAll(/[\s"']/g, ""))?.[1];
}
