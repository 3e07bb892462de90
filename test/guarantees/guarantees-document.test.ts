import assert from "node:assert/strict";
import { test } from "node:test";
import { exists, list, read } from "../repository/checkout.js";

const named = [...read("docs/guarantees.md").matchAll(/`(test\/[^`]+)`/g)].map(([, file = ""]) => file);

test("every test that docs/guarantees.md names is there", () => {
	assert.ok(named.length > 10);
	assert.deepEqual(
		named.filter((file) => !exists(file)),
		[],
	);
});

test("every guarantee names a test that holds it", () => {
	const sections = read("docs/guarantees.md").split(/^## /m).slice(1);

	const unheld = sections.filter((section) => !/^Held by `test\//m.test(section));

	assert.deepEqual(unheld, []);
});

test("every test of a guarantee is named by docs/guarantees.md", () => {
	const files = [...list("test/guarantees"), ...list("test/regressions")];

	const unnamed = files.filter(
		(file) => !named.includes(file) && !file.endsWith("guarantees-document.test.ts"),
	);

	assert.deepEqual(unnamed, []);
});
