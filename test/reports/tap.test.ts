import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { TapParser } from "../../src/reports/tap.js";
import { outlineOf, readReport } from "./read-report.js";

describe("a stream of TAP", () => {
	test("tells passed, failed, skipped and unfinished tests apart", () => {
		const report = readReport(
			TapParser,
			"TAP version 14\n1..5\nok 1 - a\nnot ok 2 - b\nok 3 - c # SKIP no network\nnot ok - d # TODO\nok\n",
		);

		assert.deepEqual(outlineOf(report), ["passed a", "failed b", "skipped c", "skipped d", "passed test 5"]);
		assert.deepEqual(report.end, { conclusion: undefined });
	});

	test("takes what matters from the diagnostic of a failed test", () => {
		const { results } = readReport(
			TapParser,
			`not ok 1 - b
  ---
  duration_ms: 12.5
  location: '/src/b.js:7:3'
  error: |-
    wanted 1

    got 2
  stack: |-
    somewhere
  ...
1..1
`,
		);

		assert.deepEqual(results, [
			{
				nodeid: "b",
				outcome: "failed",
				durationS: 0.0125,
				message: "wanted 1\n\ngot 2",
				path: "/src/b.js",
				lineno: 7,
			},
		]);
	});

	test("takes comments for the diagnostic where there is no other", () => {
		const { results } = readReport(
			TapParser,
			"1..2\nnot ok 1 - b\n#   Failed test 'b'\n#   at t/b.t line 3.\nok 2\n",
		);

		assert.equal(results[0]?.message, "  Failed test 'b'\n  at t/b.t line 3.");
	});

	test("names tests by their subtests, and counts these and not their parents", () => {
		const report = readReport(
			TapParser,
			`# Subtest: cart
    # Subtest: full
        not ok 1 - price
        1..1
    not ok 1 - full
    ok 2 - empty
    1..2
not ok 1 - cart
    # Subtest: named within
    ok 1 - x
    1..1
ok 2 - named within
1..2
`,
		);

		assert.deepEqual(outlineOf(report), [
			"failed cart > full > price",
			"passed cart > empty",
			"passed named within > x",
		]);
	});

	test("tells of a subtest that fails although its tests do not", () => {
		const report = readReport(TapParser, "    ok 1 - a\n    1..2\nnot ok 1 - s\n1..1\n");

		assert.deepEqual(outlineOf(report), ["passed a", "failed s"]);
	});

	test("leaves alone what programs print in between", () => {
		const report = readReport(TapParser, "hello\n1..1\n  not ok, said the log\nokay\nok 1 - a\\#b # c\n");

		assert.deepEqual(outlineOf(report), ["passed a#b # c"]);
	});

	test("that bails out has failed, whatever comes after", () => {
		const report = readReport(TapParser, "1..3\nok 1\nBail out! no database\nnot ok 2\n");

		assert.deepEqual(outlineOf(report), ["passed test 1", "error Bail out!"]);
		assert.deepEqual([report.end.conclusion, report.results[1]?.message], ["failure", "no database"]);
	});

	test("without a plan, or with fewer tests than planned, has an error", () => {
		assert.deepEqual(outlineOf(readReport(TapParser, "ok 1\n")), ["passed test 1", "error plan"]);
		assert.equal(
			readReport(TapParser, "1..3\nok 1\n").results.at(-1)?.message,
			"3 tests were planned, and 1 ran",
		);
	});

	test("that skips everything has no error", () => {
		assert.deepEqual(outlineOf(readReport(TapParser, "1..0 # SKIP not here\n")), []);
	});

	const faults: Readonly<Record<string, readonly [string, RegExp]>> = {
		"a version that is not known": [
			"TAP version 15\n1..1\nok\n",
			/"report:1:13": found version "15", and one of 12, 13, 14/,
		],
		"a second plan": ["1..1\nok\n1..2\n", /"report:3:1": found a second plan/],
		"what is no TAP": ["hello\nworld\n", /"report:1:1": found "hello"/],
		nothing: ["", /"report:1:1": found the end/],
	};
	for (const [what, [report, message]] of Object.entries(faults)) {
		test(`is refused with line and column: ${what}`, () => {
			assert.throws(() => readReport(TapParser, report), { code: "REPORT_INVALID", message });
		});
	}
});
