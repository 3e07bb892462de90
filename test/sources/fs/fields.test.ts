import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { FIELDS } from "../../../src/sources/fs/fields.js";
import { read } from "../../repository/checkout.js";
import { startFs } from "./fs-harness.js";

test("every field of an event is described", async (t) => {
	const fs = await startFs(t);

	mkdirSync(`${fs.root}/a`);
	writeFileSync(Buffer.concat([Buffer.from(`${fs.root}/a/`), Buffer.from([0xff])]), "");
	const events = await fs.takeEvents();

	const fields = new Set(events.flatMap(({ fields = {} }) => Object.keys(fields)));
	assert.deepEqual(
		[...fields].filter((field) => !(field in FIELDS)),
		[],
	);
});

test("docs/sources.md describes every field as the source does", () => {
	const page = read("docs/sources.md");

	assert.deepEqual(
		Object.entries(FIELDS).filter(([field, meaning]) => !page.includes(`| \`${field}\` | ${meaning} |`)),
		[],
	);
});
