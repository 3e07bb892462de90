import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parse } from "yaml";
import { undoSplices } from "../../../src/vendors/edit/splice.js";
import { yamlFile } from "../../../src/vendors/edit/yaml-file.js";

const editor = yamlFile({
	vendor: "aider",
	entries: { notifications: true, "notifications-command": "/usr/bin/waitbus hook aider" },
});

const PARTS = [
	"# a remark\n",
	"\n",
	"model: x # mine\n",
	"read:\n  - a.md\n  - b.md\n",
	'"alias": ["a:b"]\n',
	"text: |\n  notifications: false\n\n",
];

const texts = fc.tuple(fc.subarray(PARTS), fc.boolean(), fc.boolean()).map(([parts, isCut, isDos]) => {
	const text = isCut ? parts.join("").trimEnd() : parts.join("");
	return isDos ? text.replaceAll("\n", "\r\n") : text;
});

test("what is added can be taken back to the byte", () => {
	fc.assert(
		fc.property(texts, (text) => {
			assert.equal(undoSplices(editor.add(text)), text);
		}),
	);
});

test("what is added is found again, and nothing else has changed", () => {
	fc.assert(
		fc.property(texts, (text) => {
			const added = editor.add(text).text;
			const { text: removed } = editor.remove(added);

			assert.ok(editor.isConnected(added));
			assert.deepEqual(editor.readCommands(added), { hook: "/usr/bin/waitbus hook aider" });
			assert.ok(!editor.isConnected(removed));
			assert.equal(removed.trimEnd(), text.trimEnd());
			assert.deepEqual(parse(removed), parse(text));
		}),
	);
});

test("a notification that is on already is kept", () => {
	const { text } = editor.add("notifications: true\n");

	assert.equal(text.match(/notifications: true/g)?.length, 1);
	assert.equal(editor.remove(text).text, "notifications: true\n");
});

for (const [what, text, line] of [
	["no YAML", "a: 1\nb: [\n", 3],
	["another command", "model: x\nnotifications-command: say done\n", 2],
	["a notification that was turned off", "notifications: false\n", 1],
	["keys in one line", "{ model: x }\n", 2],
] as const) {
	test(`${what} is refused, with its line`, () => {
		assert.throws(() => editor.add(text), { line });
	});
}
