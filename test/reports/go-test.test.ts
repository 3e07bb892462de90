import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { GoTestParser } from "../../src/reports/go-test.js";
import { read } from "../repository/checkout.js";
import { outlineOf, readReport } from "./read-report.js";

const RECORDED = read("test/reports/recordings/go-test-1.19.txt");

const lines = (...events: readonly object[]): string =>
	events.map((event) => `${JSON.stringify({ Package: "p", ...event })}\n`).join("");

describe("a stream of go test -json", () => {
	test("as Go 1.19 wrote it tells of tests, of a panic, and of a package that cannot be built", () => {
		const report = readReport(GoTestParser, RECORDED);

		assert.deepEqual(outlineOf(report), [
			"error example.com/shop/broken",
			"passed example.com/shop/cart > TestAdds",
			"passed example.com/shop/cart > TestPrice/empty",
			"failed example.com/shop/cart > TestPrice/full",
			"skipped example.com/shop/cart > TestShips",
			"failed example.com/shop/crash > TestPanics",
		]);
		const [broken, , , full, , panics] = report.results;
		assert.equal(broken?.message, "broken/broken_test.go:5:28: undefined: undefined");
		assert.deepEqual(
			[full?.message, full?.path, full?.lineno],
			["cart_test.go:9: got 3, want 4", "cart_test.go", 9],
		);
		assert.match(panics?.message ?? "", /^panic: out of stock/);
		assert.equal(report.end.conclusion, undefined);
		assert.equal(typeof report.end.durationS, "number");
	});

	test("tells of a failed build in the words of Go 1.24", () => {
		const report = readReport(
			GoTestParser,
			lines(
				{ Package: undefined, ImportPath: "p [p.test]", Action: "build-output", Output: "# p\n" },
				{ Package: undefined, ImportPath: "p [p.test]", Action: "build-output", Output: "a.go:3:1: no\n" },
				{ Package: undefined, ImportPath: "p [p.test]", Action: "build-fail" },
				{ Action: "start" },
				{ Action: "output", Output: "FAIL\tp [build failed]\n" },
				{ Action: "fail", Elapsed: 0, FailedBuild: "p [p.test]" },
			),
		);

		assert.deepEqual(outlineOf(report), ["error p"]);
		assert.equal(report.results[0]?.message, "# p\na.go:3:1: no");
	});

	test("tells of a package that fails without a test", () => {
		const output = { Action: "output", Output: "no database\n" };
		const report = readReport(GoTestParser, lines({ Action: "start" }, output, { Action: "fail" }));

		assert.deepEqual([outlineOf(report), report.results[0]?.message], [["error p"], "no database"]);
	});

	test("keeps packages apart that are told at once", () => {
		const report = readReport(
			GoTestParser,
			lines(
				{ Action: "run", Test: "T" },
				{ Package: "q", Action: "run", Test: "T" },
				{ Package: "q", Action: "output", Test: "T", Output: "    q_test.go:1: of q\n" },
				{ Action: "output", Test: "T", Output: "    p_test.go:2: of p\n" },
				{ Action: "fail", Test: "T" },
				{ Package: "q", Action: "fail", Test: "T" },
				{ Action: "fail" },
				{ Package: "q", Action: "fail" },
			),
		);

		assert.deepEqual(
			report.results.map(({ nodeid, message }) => [nodeid, message]),
			[
				["p > T", "p_test.go:2: of p"],
				["q > T", "q_test.go:1: of q"],
			],
		);
	});

	test("tells of a parent that fails when its subtests do not", () => {
		const report = readReport(
			GoTestParser,
			lines(
				{ Action: "run", Test: "T" },
				{ Action: "run", Test: "T/a" },
				{ Action: "pass", Test: "T/a" },
				{ Action: "fail", Test: "T" },
				{ Action: "fail" },
			),
		);

		assert.deepEqual(outlineOf(report), ["passed p > T/a", "failed p > T"]);
	});

	test("that breaks off is a cancelled run", () => {
		assert.equal(readReport(GoTestParser, lines({ Action: "start" })).end.conclusion, "cancelled");
	});

	const faults: Readonly<Record<string, readonly [string, RegExp]>> = {
		"an object that breaks off": [
			`${lines({ Action: "start" })}{"Action":"run"`,
			/"report:2:16": found the end of the line, and a JSON object/,
		],
		"what is no JSON": [`{"Action":oops}`, /"report:1:11": found "oops}"/],
		"an object of something else": [`{"level":"info"}`, /"report:1:1": found an object without an Action/],
		"the plain output": ["ok  \tp\t0.1s\n", /"report:1:1": found "ok/],
		nothing: ["", /"report:1:1": found the end/],
	};
	for (const [what, [report, message]] of Object.entries(faults)) {
		test(`is refused with line and column: ${what}`, () => {
			assert.throws(() => readReport(GoTestParser, report), { code: "REPORT_INVALID", message });
		});
	}
});
