/** An agent or an editor shows the comment of a name, not the page that explains it: each says what it is by itself. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { read } from "./checkout.js";

const ENTRY_POINTS = [
	"src/index.ts",
	"src/source.ts",
	...["jest", "node", "playwright", "vitest"].map((runner) => `src/reporters/${runner}.ts`),
];
const REEXPORT = /^export (?:type )?\{([^}]*)\} from "([^"]*)\.js";$/gms;
const DECLARATION =
	/(\*\/\n)?^export (?:declare )?(?:default )?(?:async )?(?:abstract )?(?:interface|type|class|const|function\*?) (\w+)\b/gm;

/** The names that an entry point declares itself or passes on, each with whether a comment stands right above it. */
function exportsOf(file: string): ReadonlyMap<string, boolean> {
	const own = declarationsOf(file);
	const passedOn = [...read(file).matchAll(REEXPORT)].flatMap(([, names = "", path = ""]) => {
		const declared = exportsOf(`${join(dirname(file), path)}.ts`);
		return names
			.split(",")
			.map((name) => name.replace(/^\s*(?:type )?/, "").trim())
			.filter((name) => name !== "")
			.map((name) => [name, declared.get(name) ?? false] as const);
	});
	return new Map([...own, ...passedOn]);
}

function declarationsOf(file: string): ReadonlyMap<string, boolean> {
	return new Map(
		[...read(file).matchAll(DECLARATION)].map(([, comment, name = ""]) => [name, comment !== undefined]),
	);
}

for (const file of ENTRY_POINTS) {
	test(`every name that ${file} exports has a comment of its own`, () => {
		const names = exportsOf(file);

		assert.ok(names.size > 0);
		assert.deepEqual(
			[...names].filter(([, isDocumented]) => !isDocumented).map(([name]) => name),
			[],
		);
	});
}
