import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { toPrintable } from "../../src/event/printable.js";
import { clip, composeSummary } from "../../src/event/summary.js";
import { jsonObject } from "../support/event-arbitraries.js";

for (const [what, fields, line] of [
	["the names alone", { source: "ci", event_type: "done" }, "ci done"],
	[
		"a conclusion",
		{ source: "ci", event_type: "run", conclusion: "failure", status: "completed" },
		"ci run: failure",
	],
	[
		"a status when there is no conclusion yet",
		{ source: "ci", event_type: "run", conclusion: null, status: "queued" },
		"ci run: queued",
	],
	["what it is about", { source: "fs", event_type: "changed", path: "/a/b" }, "fs changed /a/b"],
	[
		"a message",
		{ source: "agent", event_type: "message", msg_from: "ann", msg_to: "bob", msg_body: "hi\nthere" },
		"ann to bob: hi there",
	],
	["a message without names", { msg_body: "hi" }, "someone to everyone: hi"],
	["values that are not texts", { source: "ci", event_type: "done", name: 7, path: "" }, "ci done"],
] as const) {
	test(`a summary is composed of ${what}`, () => {
		assert.equal(composeSummary(fields), line);
	});
}

test("a summary is one printable line of at most 1,024 characters, whatever it is made of", () => {
	fc.assert(
		fc.property(jsonObject, fc.string({ unit: "binary", maxLength: 3_000 }), (fields, body) => {
			for (const line of [
				composeSummary(fields),
				composeSummary({ ...fields, msg_body: body }),
				clip(body),
			]) {
				assert.ok(line.length <= 1_024);
				assert.doesNotMatch(line, /[\p{Cc}\p{Cs}]/u);
			}
		}),
	);
});

test("a long summary ends with an ellipsis, and no character is cut in half", () => {
	const line = clip(`${"x".repeat(1_022)}😀 and more`);

	assert.equal(line, `${"x".repeat(1_022)}…`);
});

for (const [what, text, line] of [
	["a colour", "\u001b[31mred\u001b[0m", "red"],
	["a window title", "\u001b]0;owned\u0007ok", "ok"],
	["an unfinished title", "\u001b]0;owned", ""],
	["a link", "\u001b]8;;http://x\u001b\\name\u001b]8;;\u001b\\", "name"],
	["line ends and tabs", "a\r\n\tb\u2028c", "a b c"],
	["the eight-bit introducer", "\u009b31mred", "red"],
	["a bell and a backspace", "a\u0007b\bc", "abc"],
	["reversed writing", "abc\u202egpj.exe\u061c\u2066", "abcgpj.exe"],
	["invisible characters", "pass\u200bword\ufeff", "password"],
	["half of a pair", "a\ud83db\ude00c", "abc"],
	["plain text", "déjà vu 😀 日本", "déjà vu 😀 日本"],
] as const) {
	test(`${what} reaches a terminal as ${JSON.stringify(line)}`, () => {
		assert.equal(toPrintable(text), line);
	});
}

test("printable text stays as it is when made printable again", () => {
	const hostile = fc.array(
		fc.constantFrom("\u001b", "[", "]", "31m", "\u0007", "\\", "a", "\ud83d", "\n", "\u009b"),
		{ maxLength: 12 },
	);
	fc.assert(
		fc.property(
			fc.oneof(
				fc.string({ unit: "binary" }),
				hostile.map((parts) => parts.join("")),
			),
			(text) => {
				const once = toPrintable(text);

				assert.equal(toPrintable(once), once);
				assert.doesNotMatch(once, /[\p{Cc}\p{Cs}]/u);
			},
		),
	);
});
