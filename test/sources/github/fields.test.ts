import assert from "node:assert/strict";
import { test } from "node:test";
import { FIELDS } from "../../../src/sources/github/fields.js";
import { githubWebhook } from "../../../src/sources/github/webhook.js";
import { read } from "../../repository/checkout.js";
import { readExamples, toDelivery } from "./deliveries.js";

test("every field that a payload of GitHub's becomes is described", () => {
	const fields = readExamples().flatMap(({ eventType, payload }) =>
		githubWebhook
			.toDrafts(toDelivery(eventType, payload))
			.flatMap((draft) => Object.keys(draft.fields ?? {})),
	);

	assert.deepEqual(
		[...new Set(fields)].filter((field) => !(field in FIELDS)),
		[],
	);
});

test("docs/sources.md describes every field of GitHub's events as the source does", () => {
	const rows = [...read("docs/sources.md").matchAll(/^\| `(\w+)` \| (.*) \|$/gm)];
	const described = new Map(rows.map(([, field = "", meaning = ""]) => [`${field}: ${meaning}`, true]));

	for (const [field, meaning] of Object.entries(FIELDS)) {
		assert.ok(described.has(`${field}: ${meaning}`), `${field}: ${meaning}`);
	}
});
