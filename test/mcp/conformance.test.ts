import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { startMcpOverHttp } from "../support/mcp-over-http.js";
import { openBus } from "../support/open-bus.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";
import { runConformance, SKIP } from "./conformance-run.js";
import { expectedResult, REVISIONS, toFailureTable, toScoreTable } from "./expected-failures.js";

for (const revision of REVISIONS) {
	test(`the conformance suite finds in revision ${revision} what is expected of it`, {
		skip: SKIP,
	}, async (t) => {
		const url = await startMcpOverHttp(t, await openBus(t));

		const result = await runConformance(url, revision, makeTemporaryDirectory(t));

		assert.deepEqual(result, expectedResult(revision));
	});
}

test("docs/mcp.md has the score, and each expected failure with its reason", () => {
	const page = readFileSync(fileURLToPath(new URL("../../../docs/mcp.md", import.meta.url)), "utf8");

	assert.ok(page.includes(toScoreTable()), `wanted:\n${toScoreTable()}`);
	assert.ok(page.includes(toFailureTable()), `wanted:\n${toFailureTable()}`);
});
