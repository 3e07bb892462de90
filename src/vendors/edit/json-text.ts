/** A member put into a text of JSON, or taken out of it. Comments, order and layout of all else stay as they are. */
import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { JsonValue } from "../../event/event.js";
import type { Splice } from "./splice.js";
import { TextProblem } from "./text-editor.js";

/** @throws TextProblem */
export function parseJsonText(text: string): Node {
	const errors: ParseError[] = [];
	const root = parseTree(text, errors, { allowTrailingComma: true });
	const [error] = errors;
	if (error !== undefined) throw new TextProblem(toWords(error), text, error.offset);
	if (root?.type === "object") return root;
	throw new TextProblem("it is not a JSON object", text, 0);
}

// "PropertyNameExpected" as the parser calls it.
function toWords({ error }: ParseError): string {
	return `it is not JSON: ${printParseErrorCode(error)
		.replace(/([a-z])([A-Z])/g, "$1 $2")
		.toLowerCase()}`;
}

/** The splices that add it as the last member of an object, or without a key of an array. */
export function insertMember(
	text: string,
	container: Node,
	{ key, value }: { readonly key?: string; readonly value: JsonValue },
): readonly Splice[] {
	const close = endOf(container) - 1;
	const last = container.children?.at(-1);
	const at = text.slice(0, close).trimEnd().length;
	const comma = last === undefined ? undefined : findComma(text, endOf(last));
	const layout = layoutOf(text, container);
	const name = key === undefined ? "" : `${JSON.stringify(key)}:${layout.isMinified ? "" : " "}`;
	const tail = comma === undefined ? "" : ",";
	const member = layout.isInline
		? `${last === undefined || layout.isMinified ? "" : " "}${name}${JSON.stringify(value)}${tail}`
		: `${layout.newLine}${layout.inner}${name}${toText(value, layout)}${tail}`;
	const closing =
		layout.isInline || text.slice(at, close).includes("\n") ? "" : `${layout.newLine}${layout.outer}`;
	const splices = [{ at, removed: "", inserted: member + closing }];
	return last === undefined || comma !== undefined
		? splices
		: [...splices, { at: endOf(last), removed: "", inserted: "," }];
}

/** The splices that take a member out of the object or array that holds it, a comma with it. */
export function removeMember(text: string, node: Node): readonly Splice[] {
	const container = node.parent;
	const siblings = container?.children ?? [];
	const index = siblings.indexOf(node);
	const before = siblings[index - 1];
	const comma = findComma(text, endOf(node));
	if (container !== undefined && siblings.length === 1) {
		const [open, close] = [container.offset + 1, endOf(container) - 1];
		const rest = text.slice(open, node.offset) + text.slice(endOf(node), close).replace(",", "");
		if (rest.trim() === "") return [cut(text, open, close)];
	}
	const commaAt = comma ?? (before && findComma(text, endOf(before)));
	const member = spanOf(text, node, comma);
	if (commaAt === undefined || (commaAt >= member.at && commaAt < member.at + member.removed.length))
		return [member];
	const lone = cut(text, commaAt, commaAt + 1);
	return commaAt > member.at ? [lone, member] : [member, lone];
}

/** With the white space before it, or after it if something follows on its line: a remark before may end with that line. */
function spanOf(text: string, node: Node, comma: number | undefined): Splice {
	const isNext = comma !== undefined && text.slice(endOf(node), comma).trim() === "";
	const end = isNext ? comma + 1 : endOf(node);
	const start = text.slice(0, node.offset).trimEnd().length;
	const restOfLine = /^[^\r\n]*/.exec(text.slice(end))?.[0] ?? "";
	const isFirstOnLine = text.slice(start, node.offset).includes("\n");
	if (restOfLine.trim() === "" || !(isNext || isFirstOnLine)) return cut(text, start, end);
	return cut(text, node.offset, end + restOfLine.length - restOfLine.trimStart().length);
}

function cut(text: string, from: number, to: number): Splice {
	return { at: from, removed: text.slice(from, to), inserted: "" };
}

export function endOf({ offset, length }: Node): number {
	return offset + length;
}

/** The place of the comma that follows, past comments. */
function findComma(text: string, from: number): number | undefined {
	const scanner = createScanner(text, true);
	scanner.setPosition(from);
	scanner.scan();
	return text[scanner.getTokenOffset()] === "," ? scanner.getTokenOffset() : undefined;
}

interface Layout {
	readonly newLine: string;
	readonly unit: string;
	/** What stands before a member, and before the bracket that closes. */
	readonly inner: string;
	readonly outer: string;
	readonly isInline: boolean;
	readonly isMinified: boolean;
}

function layoutOf(text: string, container: Node): Layout {
	const children = container.children ?? [];
	const last = children.at(-1);
	const outer = indentOf(text, container.offset);
	const unit = /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ";
	const isOneLine = !text.trim().includes("\n") && container.parent !== undefined;
	const isInline =
		last === undefined ? isOneLine : !text.slice(endOf(last), endOf(container) - 1).includes("\n");
	return {
		newLine: text.includes("\r\n") ? "\r\n" : "\n",
		unit,
		inner: last === undefined || isInline ? outer + unit : indentOf(text, last.offset),
		outer,
		isInline,
		isMinified: isInline && !/[{,:[] |[{[]\n/.test(text),
	};
}

function indentOf(text: string, offset: number): string {
	const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
	return /^[ \t]*/.exec(line)?.[0] ?? "";
}

function toText(value: JsonValue, { unit, inner, newLine }: Layout): string {
	return JSON.stringify(value, undefined, unit).replaceAll("\n", newLine + inner);
}
