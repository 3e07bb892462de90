import assert from "node:assert/strict";
import { test } from "node:test";
import { countLines, exists, list, read } from "./checkout.js";
import { IMPORT_TABLE } from "./import-table.js";

const MAX_SOURCE_LINES = 300;
const MAX_ARCHITECTURE_LINES = 200;
const EMPTY_NAMES = ["util", "utils", "helper", "helpers", "common", "shared", "misc"];

const sources = list("src");

test("no source file is longer than 300 lines", () => {
	const long = sources.filter((file) => countLines(read(file)) > MAX_SOURCE_LINES);

	assert.deepEqual(long, []);
});

test("no folder has an index.ts, only the package has", () => {
	const indexes = sources.filter((file) => /\/index\.[cm]?ts$/.test(file) && file !== "src/index.ts");

	assert.deepEqual(indexes, []);
});

test("no source file or folder has a name that says nothing", () => {
	const nameless = sources.filter((file) =>
		file.split(/[/.-]/).some((word) => EMPTY_NAMES.includes(word.toLowerCase())),
	);

	assert.deepEqual(nameless, []);
});

const architecture = { skip: exists("ARCHITECTURE.md") ? false : "ARCHITECTURE.md is not written yet" };

test("ARCHITECTURE.md stays a map of at most 200 lines", architecture, () => {
	const lines = countLines(read("ARCHITECTURE.md"));

	assert.ok(lines <= MAX_ARCHITECTURE_LINES, `${lines} lines`);
});

test("ARCHITECTURE.md shows the import table as the tests hold it", architecture, () => {
	// A row reads: | `store` | `event`, `platform`, `errors` | what the folder is for |
	const rows = [...read("ARCHITECTURE.md").matchAll(/^\| *`(\w+)(?:\/|\.ts)?` *\| *([^|]*)\|/gm)];
	const shown = new Map(rows.map(([, folder = "", cell = ""]) => [folder, toNames(cell)]));

	for (const [folder, { mayImport, mayImportTypesOf = [] }] of Object.entries(IMPORT_TABLE)) {
		assert.deepEqual(shown.get(folder), [...mayImport, ...mayImportTypesOf].sort(), `the row of ${folder}`);
	}
});

function toNames(cell: string): string[] {
	return [...cell.matchAll(/`(\w+)(?:\.ts)?`/g)].map(([, name = ""]) => name).sort();
}
