import assert from "node:assert/strict";
import { test } from "node:test";
import { fitReport, pageReport } from "../../src/mcp/fit-report.js";
import { pageFrom } from "../../src/mcp/fit.js";

const ROWS = Array.from({ length: 500 }, (_, n) => ({ n, name: "x".repeat(150) }));
const REPORT = { kind: "checks", text: "500 checks", problem: null, results: ROWS };

test("pages are of a bounded size and hold every row once", () => {
	const pages = [pageFrom(ROWS, undefined)];
	for (let next = pages[0]?.nextCursor; typeof next === "string"; next = pages.at(-1)?.nextCursor)
		pages.push(pageFrom(ROWS, next));

	assert.ok(pages.every(({ rows }) => JSON.stringify(rows).length < 32_000));
	assert.deepEqual(
		pages.flatMap(({ rows }) => rows),
		ROWS,
	);
});

test("a row larger than a page is a page", () => {
	const { rows, nextCursor } = pageFrom([{ name: "x".repeat(50_000) }, { name: "y" }], undefined);

	assert.equal(rows.length, 1);
	assert.equal(nextCursor, "1");
});

test("a report with many results says how many it leaves out, and its pages hold them", () => {
	const whole = fitReport(REPORT);
	const { report, nextCursor } = pageReport(REPORT, "490");

	const shown = (whole["results"] as unknown[]).length;
	assert.equal(whole["results_omitted"], ROWS.length - shown);
	assert.ok(JSON.stringify(whole).length < 16_000);
	assert.deepEqual(report["results"], ROWS.slice(490));
	assert.equal(nextCursor, null);
});
