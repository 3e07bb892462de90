import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type Config, CONFIG_VARIABLES, configSchema, loadConfig } from "../../src/daemon/config.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";
import { list, read } from "./checkout.js";
import { readRows } from "./markdown-table.js";

const page = read("docs/configuration.md");

test("docs/configuration.md has every key of config.toml, and no others", () => {
	const documented = readRows(page, "key").map(([key = ""]) => unquote(key));

	assert.deepEqual(documented.sort(), keysOf(configSchema).sort());
});

test("docs/configuration.md has the defaults of the code", (t) => {
	const lines = readRows(page, "key").map(([key = "", value = ""]) => `${unquote(key)} = ${unquote(value)}`);

	assert.deepEqual(load(t, lines.join("\n")), load(t, ""));
});

test("the example of docs/configuration.md is a config.toml with every key and its default", (t) => {
	const example = /```toml\n([\s\S]*?)```/.exec(page)?.[1] ?? "";

	assert.deepEqual(load(t, example), load(t, ""));
	const last = (key: string): string => key.split(".").at(-1) ?? "";
	const named = [...example.matchAll(/^(\w+) =/gm)].map(([, key = ""]) => key);
	assert.deepEqual(named.sort(), keysOf(configSchema).map(last).sort());
});

test("docs/configuration.md has the variables that override a key, and no others", () => {
	const rows = readRows(page, "variable").filter((cells) => cells.length === 2);

	const documented = Object.fromEntries(rows.map(([name = "", key = ""]) => [unquote(name), unquote(key)]));
	assert.deepEqual(documented, CONFIG_VARIABLES);
});

test("docs/configuration.md has every other variable that the code reads", () => {
	const rows = readRows(page, "variable").map(([name = ""]) => unquote(name));
	const read_ = list("src")
		.filter((file) => file.endsWith(".ts"))
		.flatMap(variablesReadBy);

	assert.deepEqual(
		[...new Set(read_)].filter((name) => !rows.includes(name)),
		[],
	);
	const unread = rows.filter((name) => !read_.includes(name) && !(name in CONFIG_VARIABLES));
	assert.deepEqual(unread, []);
});

/** The variables that a file reads: `env["WAITBUS_X"]`, or `findOverride(host, "WAITBUS_X")`. */
function variablesReadBy(file: string): string[] {
	const found = read(file).matchAll(/(?:env\[|env\.|findOverride\(host, )"?(WAITBUS_[A-Z_]+)/g);
	return [...found].map(([, name = ""]) => name);
}

function load(t: TestContext, text: string): Omit<Config, "sections"> {
	const path = join(makeTemporaryDirectory(t), "config.toml");
	writeFileSync(path, text);
	// As they are written, so a default that is written out differs from one that is not.
	const { sections: _, ...config } = loadConfig(path, {});
	return config;
}

interface Schema {
	readonly kind: string;
	readonly type: string;
	readonly entries?: Readonly<Record<string, Schema>>;
	readonly wrapped?: Schema;
}

function keysOf(schema: Schema, prefix = ""): string[] {
	const { entries, type } = schema.wrapped ?? schema;
	// Sections that the user names; docs/sources.md describes what stands in them.
	if (type === "record") return [];
	if (entries === undefined) return [prefix];
	return Object.entries(entries).flatMap(([key, entry]) =>
		keysOf(entry, prefix === "" ? key : `${prefix}.${key}`),
	);
}

function unquote(cell: string): string {
	return cell.replaceAll("`", "");
}
