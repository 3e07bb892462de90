/** A vendor's settings in YAML, of which we add a few keys at the end. */
import { isDeepStrictEqual } from "node:util";
import { parseDocument } from "yaml";
import { isOurHook, type Marks, REMARK } from "./marks.js";
import { type Edited, splice, untouched } from "./splice.js";
import { type TextEditor, TextProblem } from "./text-editor.js";

export interface YamlContent extends Marks {
	/** The line for a shell is one of them. */
	readonly entries: Readonly<Record<string, string | true>>;
}

type Settings = Readonly<Record<string, unknown>>;

export function yamlFile(content: YamlContent): TextEditor {
	const { entries } = content;
	const findHook = (settings: Settings) =>
		Object.keys(entries)
			.map((key) => settings[key])
			.find((value) => typeof value === "string" && isOurHook(value, content)) as string | undefined;
	return {
		isConnected: (text) => {
			const settings = parse(text);
			return Object.entries(entries).every(([key, value]) => settings[key] === value);
		},
		add: (text) => add(text, content),
		remove: (text) => (findHook(parse(text)) === undefined ? untouched(text) : remove(text, content)),
		isBare: (text) => text.trim() === "",
		readCommands: (text) => {
			const hook = findHook(parse(text));
			return hook === undefined ? {} : { hook };
		},
	};
}

function add(text: string, { entries }: YamlContent): Edited {
	const settings = parse(text);
	const missing = Object.entries(entries).filter(([key, value]) => settings[key] !== value);
	for (const [key] of missing)
		if (Object.hasOwn(settings, key))
			throw new TextProblem(`"${key}" is set already`, text, Math.max(0, text.search(keyLine(key))));
	const newLine = text.includes("\r\n") ? "\r\n" : "\n";
	const lines = [`# ${REMARK}`, ...missing.map(([key, value]) => `${key}: ${JSON.stringify(value)}`), ""];
	const gap = text === "" || text.endsWith("\n") ? "" : newLine;
	const inserted = gap + lines.join(newLine);
	const edited = splice(untouched(text), [{ at: text.length, removed: "", inserted }]);
	if (isDeepStrictEqual(tryParse(edited.text), { ...settings, ...entries })) return edited;
	throw new TextProblem("it is not open to more keys at its end", text, text.length);
}

/** Those of our keys that stand in lines of their own, below our remark if there is one. */
function remove(text: string, { entries, ...marks }: YamlContent): Edited {
	const lines = text.split(/(?<=\n)/);
	const remark = lines.findIndex((line) => line.includes(REMARK));
	const isOurs = (line: string, index: number) =>
		index === remark ||
		Object.entries(entries).some(
			([key, value]) =>
				keyLine(key).test(line) &&
				(value === true ? remark !== -1 && index > remark : isOurHook(line, marks)),
		);
	const edited = lines.reduceRight<Edited>(
		(done, line, index) =>
			isOurs(line, index)
				? splice(done, [{ at: lines.slice(0, index).join("").length, removed: line, inserted: "" }])
				: done,
		untouched(text),
	);
	if (tryParse(edited.text) !== undefined) return edited;
	throw new TextProblem("what was added no longer stands in lines of its own", text, 0);
}

function keyLine(key: string): RegExp {
	return new RegExp(`^["']?${key}["']?\\s*:`, "m");
}

function tryParse(text: string): Settings | undefined {
	try {
		return parse(text);
	} catch {
		return undefined;
	}
}

/** @throws TextProblem */
function parse(text: string): Settings {
	const document = parseDocument(text, { prettyErrors: false });
	const [error] = document.errors;
	if (error !== undefined) throw new TextProblem(`it is not YAML: ${error.message}`, text, error.pos[0]);
	const settings: unknown = document.toJS();
	if (settings === null || settings === undefined) return {};
	if (typeof settings === "object" && !Array.isArray(settings)) return settings as Settings;
	throw new TextProblem("it is not a list of keys", text, 0);
}
