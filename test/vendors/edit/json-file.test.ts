import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parse } from "jsonc-parser";
import { groupedHooks } from "../../../src/vendors/connection.js";
import { jsonFile } from "../../../src/vendors/edit/json-file.js";
import { undoSplices } from "../../../src/vendors/edit/splice.js";
import { settingsTexts } from "../../support/json-texts.js";

const editor = jsonFile({
	vendor: "claude",
	servers: { mcpServers: { command: "/usr/bin/waitbus", args: ["mcp", "serve"] } },
	hooks: groupedHooks(["Stop", "SessionEnd"], { command: "/usr/bin/waitbus hook claude", timeout: 5 }),
});

const newer = jsonFile({
	vendor: "claude",
	hooks: groupedHooks(["Stop"], { command: "/opt/waitbus hook claude", timeout: 5 }),
});

function read(text: string): Record<string, unknown> {
	return parse(text.replace(/^\uFEFF/, "")) as Record<string, unknown>;
}

/** Without what is empty: taking ours away takes the list that it leaves empty. */
function withoutEmpty({ mcpServers, hooks, ...rest }: Record<string, unknown>): unknown {
	const lists = Object.entries(hooks ?? {}).filter(([, list]) => (list as readonly unknown[]).length > 0);
	const servers = Object.entries(mcpServers ?? {});
	return {
		...rest,
		...(servers.length === 0 ? {} : { mcpServers }),
		...(lists.length === 0 ? {} : { hooks: Object.fromEntries(lists) }),
	};
}

const remarks = (text: string) =>
	[...text.matchAll(/\/\/ (a remark|ours)|\/\* , } \*\//g)].map(([all]) => all);

test("what is added can be taken back to the byte", () => {
	fc.assert(
		fc.property(settingsTexts, (text) => {
			assert.equal(undoSplices(editor.add(text)), text);
		}),
	);
});

test("what is added is found again, and nothing else has changed", () => {
	fc.assert(
		fc.property(settingsTexts, (text) => {
			const added = editor.add(text).text;
			const { text: removed } = editor.remove(added);

			assert.ok(editor.isConnected(added));
			assert.ok(!editor.isConnected(removed));
			assert.deepEqual(withoutEmpty(read(removed)), withoutEmpty(read(text)));
			assert.deepEqual(remarks(removed), remarks(text));
		}),
	);
});

test("taking away leaves a text in which there is nothing of ours as it is", () => {
	fc.assert(
		fc.property(settingsTexts, (text) => {
			assert.equal(editor.remove(text).text, text);
		}),
	);
});

test("new members stand as the others do", () => {
	const text = '{\r\n\t"model": "x", // mine\r\n\t"mcpServers": {}\r\n}\r\n';

	const { text: added } = editor.add(text);

	assert.equal(
		added.slice(0, added.indexOf('\t"hooks"')),
		[
			"{",
			'\t"model": "x", // mine',
			'\t"mcpServers": {',
			'\t\t"waitbus": {',
			'\t\t\t"command": "/usr/bin/waitbus",',
			'\t\t\t"args": [',
			'\t\t\t\t"mcp",',
			'\t\t\t\t"serve"',
			"\t\t\t]",
			"\t\t}",
			"\t},",
			"",
		].join("\r\n"),
	);
});

test("a remark stays with what it is about", () => {
	const text = '{\n  "hooks": {\n    "Stop": [\n      { "a": 1 } // mine\n    ]\n  }\n}\n';

	const { text: added } = newer.add(text);

	assert.match(added, /\{ "a": 1 \}, \/\/ mine\n {6}\{\n {8}"hooks"/);
	assert.equal(newer.remove(added).text, text);
});

test("one line stays one line", () => {
	const { text } = newer.add('{"model":"x","hooks":{"Stop":[{"a":1}]}}');

	assert.equal(
		text,
		'{"model":"x","hooks":{"Stop":[{"a":1},{"hooks":[{"type":"command","command":"/opt/waitbus hook claude","timeout":5}]}]}}',
	);
});

test("a hook of ours is told from others in its group", () => {
	const { text: added } = newer.add("");
	const shared = added.replace(
		'"hooks": [\n          {',
		'"hooks": [\n          { "command": "theirs" },\n          {',
	);

	const { text } = newer.remove(shared);

	assert.deepEqual(read(text), { hooks: { Stop: [{ hooks: [{ command: "theirs" }] }] } });
});

test("what an earlier version wrote is not enough", () => {
	const { text } = editor.add("");

	assert.ok(!newer.isConnected(text));
});

for (const [what, text, line] of [
	["no JSON", '{\n  "a": 1\n  "b": 2\n}', 3],
	["no object", "[]", 1],
	["a text in place of the hooks", '{\n\n"hooks": "x" }', 3],
	["another server by our name", '{\n"mcpServers": {"waitbus":\n{"url": "x"}}}', 3],
] as const) {
	test(`${what} is refused, with its line`, () => {
		assert.throws(() => editor.add(text), { line });
	});
}
