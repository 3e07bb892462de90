/** A vendor's settings in JSON, with comments where it takes them: an MCP server, and hooks in lists by their event. */
import { findNodeAtLocation, getNodeValue, type Node } from "jsonc-parser";
import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../../event/event.js";
import { commandIn, findOurServer, listOurHooks } from "./find-in-json.js";
import { type Marks, wordsOf } from "./marks.js";
import { endOf, insertMember, parseJsonText, removeMember } from "./json-text.js";
import { type Edited, splice, untouched } from "./splice.js";
import { type Commands, type TextEditor, TextProblem } from "./text-editor.js";

export interface JsonContent extends Marks {
	/** What a new file needs besides, such as the version of its format. */
	readonly preamble?: JsonObject;
	/** By the key of the object that holds the vendor's MCP servers. */
	readonly servers?: Readonly<Record<string, JsonObject>>;
	/** What is appended to the list of each event. */
	readonly hooks?: Readonly<Record<string, JsonObject>>;
}

const BOM = "\uFEFF";

export function jsonFile(content: JsonContent): TextEditor {
	return {
		isConnected: (text) => isWhole(text, content),
		add: (text) => keepingBom(text, (rest) => add(rest, content)),
		remove: (text) => keepingBom(text, (rest) => remove(rest, content)),
		isBare: (text) => {
			const value = text.trim() === "" ? {} : (getNodeValue(parse(text)) as JsonObject);
			return Object.entries(value).every(([key, part]) =>
				isDeepStrictEqual(part, content.preamble?.[key] ?? {}),
			);
		},
		readCommands: (text) => readCommands(text, content),
	};
}

/** Places in the file count from its very beginning. */
function keepingBom(text: string, edit: (text: string) => Edited): Edited {
	if (!text.startsWith(BOM)) return edit(text);
	const edited = edit(text.slice(BOM.length));
	const splices = edited.splices.map((each) => ({ ...each, at: each.at + BOM.length }));
	return { text: BOM + edited.text, splices };
}

function parse(text: string): Node {
	return parseJsonText(text.startsWith(BOM) ? text.slice(BOM.length) : text);
}

function isWhole(text: string, content: JsonContent): boolean {
	if (text.trim() === "") return false;
	const root = parse(text);
	const servers = Object.entries(content.servers ?? {}).every(([key, value]) => {
		const there = findNodeAtLocation(root, [key, "waitbus"]);
		const known = there === undefined ? {} : (getNodeValue(there) as JsonObject);
		return isDeepStrictEqual(wordsOf(known), wordsOf(value));
	});
	const wanted = Object.entries(content.hooks ?? {}).map(([event, item]) => `${event}: ${commandIn(item)}`);
	const found = listOurHooks(root, content).map(({ event, command }) => `${event}: ${command}`);
	return servers && isDeepStrictEqual(wanted.toSorted(), found.toSorted());
}

function add(text: string, content: JsonContent): Edited {
	const { preamble = {}, servers = {}, hooks = {} } = content;
	let edited = untouched(text);
	if (text.trim() === "") {
		const inserted = `${JSON.stringify(preamble, undefined, 2)}\n`;
		edited = splice(edited, [{ at: text.length, removed: "", inserted }]);
	}
	for (const [key, value] of Object.entries(servers)) {
		edited = withContainer(edited, { at: [key], empty: {} });
		edited = splice(edited, insertServer(edited.text, key, value));
	}
	for (const [event, value] of Object.entries(hooks)) {
		edited = withContainer(edited, { at: ["hooks"], empty: {} });
		edited = withContainer(edited, { at: ["hooks", event], empty: [] });
		const list = containerAt(edited.text, ["hooks", event], "array");
		if (list !== undefined) edited = splice(edited, insertMember(edited.text, list, { value }));
	}
	return edited;
}

function insertServer(text: string, key: string, value: JsonObject) {
	const container = containerAt(text, [key], "object");
	const other = container && findNodeAtLocation(container, ["waitbus"]);
	if (other !== undefined)
		throw new TextProblem(`"${key}" has another server by the name of waitbus`, text, other.offset);
	return container === undefined ? [] : insertMember(text, container, { key: "waitbus", value });
}

function withContainer(
	edited: Edited,
	{ at, empty }: { readonly at: readonly string[]; readonly empty: object },
): Edited {
	if (containerAt(edited.text, at, Array.isArray(empty) ? "array" : "object") !== undefined) return edited;
	const parent = containerAt(edited.text, at.slice(0, -1), "object");
	const member = { key: at.at(-1) ?? "", value: empty as JsonObject };
	return parent === undefined ? edited : splice(edited, insertMember(edited.text, parent, member));
}

/** @throws TextProblem when something else is there */
function containerAt(text: string, path: readonly string[], type: "object" | "array"): Node | undefined {
	const node = findNodeAtLocation(parseJsonText(text), [...path]);
	if (node === undefined || node.type === type) return node;
	throw new TextProblem(`"${path.join(".")}" is not an ${type}`, text, node.offset);
}

function remove(text: string, content: JsonContent): Edited {
	let edited = untouched(text);
	if (text.trim() === "") return edited;
	for (;;) {
		const root = parseJsonText(edited.text);
		const ours =
			findOurServer(root, Object.keys(content.servers ?? {})) ?? listOurHooks(root, content)[0]?.node;
		if (ours === undefined) return edited;
		edited = splice(edited, removeMember(edited.text, withEmptied(edited.text, ours)));
	}
}

/** What would be left empty around it goes with it: a list of one, an object of that list, a group that holds it. */
function withEmptied(text: string, node: Node): Node {
	const container = node.parent;
	const holder = container?.parent;
	if (container === undefined || holder === undefined || !isAlone(text, container, node)) return node;
	if (holder.type !== "property") return withEmptied(text, container);
	const group = holder.parent;
	// A group in a list of an event, with its matcher: without a hook it says nothing.
	return withEmptied(text, group?.parent?.type === "array" ? group : holder);
}

/** Neither with others nor with a remark. */
function isAlone(text: string, container: Node, node: Node): boolean {
	const before = text.slice(container.offset + 1, node.offset);
	const after = text.slice(endOf(node), endOf(container) - 1);
	return /^\s*,?\s*$/.test(before + after);
}

function readCommands(text: string, content: JsonContent): Commands {
	if (text.trim() === "") return {};
	const root = parse(text);
	const [hook] = listOurHooks(root, content);
	const server = findOurServer(root, Object.keys(content.servers ?? {}))?.children?.[1];
	return {
		...(hook === undefined ? {} : { hook: hook.command }),
		...(server === undefined ? {} : { server: wordsOf(getNodeValue(server) as JsonObject) }),
	};
}
