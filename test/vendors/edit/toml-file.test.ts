import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parse } from "smol-toml";
import { undoSplices } from "../../../src/vendors/edit/splice.js";
import { tomlFile } from "../../../src/vendors/edit/toml-file.js";

const editor = tomlFile({
	servers: "mcp_servers",
	server: { command: "/usr/bin/waitbus", args: ["mcp", "serve"], env_vars: ["XDG_RUNTIME_DIR"] },
});

const PARTS = [
	'model = "x" # mine\n',
	"\n",
	"# a remark\n",
	'notify = ["a",\n  "[b]",\n]\n',
	'[profiles.a]\nmodel = "y"\n\n',
	'[mcp_servers.other]\ncommand = "o"\n[mcp_servers.other.env]\nA = "1"\n',
	'[projects."/a.b"]\ntext = """\n[mcp_servers.waitbus]\n"""\n',
];

const texts = fc
	.tuple(fc.subarray(PARTS), fc.constantFrom("", "z.z = 1"), fc.boolean())
	.map(([parts, rest, isDos]) => {
		const text = (rest === "" ? "" : `${rest}\n`) + parts.join("");
		const cut = rest === "" ? text : text.trimEnd();
		return isDos ? cut.replaceAll("\n", "\r\n") : cut;
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
			assert.ok(!editor.isConnected(removed));
			assert.deepEqual(parse(removed), parse(text));
		}),
	);
});

test("a table that came after ours stays, with the remark above it", () => {
	const { text } = editor.add("a = 1\n");
	const more = '\n# trusted\n[projects."/x"]\ntrust_level = "trusted"\n';

	const removed = editor.remove(`${text}\n[mcp_servers.waitbus.env]\nA = "b"\n${more}`);

	assert.equal(removed.text.replace(/\n+/g, "\n"), `a = 1${more.replace(/\n+/g, "\n")}`);
});

test("no empty line stays where ours was the first table", () => {
	const { text } = editor.add("");

	assert.equal(editor.remove(`${text}\n[mcp_servers.other]\n`).text, "[mcp_servers.other]\n");
});

test("a table that was written by other means counts too", () => {
	const text = '[mcp_servers.waitbus]\ncommand = "waitbus"\nargs = ["mcp", "serve"]\n';

	assert.ok(!editor.isConnected(text));
	assert.equal(editor.remove(text).text, "");
});

for (const [what, text, line] of [
	["no TOML", "a = 1\nb = \n", 2],
	["another server by our name", '\n[mcp_servers.waitbus]\nurl = "x"\n', 2],
	["servers in one line", 'mcp_servers = { other = { command = "x" } }\n', 1],
] as const) {
	test(`${what} is refused, with its line`, () => {
		assert.throws(() => editor.add(text), { line });
	});
}
