import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { JunitParser } from "../../src/reports/junit.js";
import { outlineOf, readReport } from "./read-report.js";

describe("a report in JUnit's XML", () => {
	test("tells of tests in nested suites, and takes the time of the outermost", () => {
		const report = readReport(
			JunitParser,
			`<?xml version="1.0"?>
<testsuites time="1,234.5"><testsuite name="shop"><testsuite name="cart">
<testcase name="adds" classname="cart" time="0.25"/>
<testcase name="price" classname="Cart" file="src/cart.js" line="3">
<failure message="3 &lt; 4">at src/cart.js:12:5</failure><system-out><![CDATA[<b>]]></system-out></testcase>
<testcase name="breaks"><error type="TypeError"/></testcase>
<testcase name="ships"><skipped/></testcase>
</testsuite></testsuite></testsuites>`,
		);

		assert.deepEqual(outlineOf(report), [
			"passed shop > cart > adds",
			"failed shop > cart > Cart > price",
			"error shop > cart > breaks",
			"skipped shop > cart > ships",
		]);
		const [adds, price, breaks] = report.results;
		assert.equal(adds?.durationS, 0.25);
		assert.deepEqual([price?.message, price?.path, price?.lineno], ["3 < 4", "src/cart.js", 12]);
		assert.equal(breaks?.message, "TypeError");
		assert.equal(report.end.durationS, 1234.5);
	});

	test("takes Surefire's repeated tests for what they were in the end", () => {
		const { results } = readReport(
			JunitParser,
			`<testsuite name="s"><testcase name="settles"><flakyFailure message="no"/></testcase>
<testcase name="fails"><failure message="no"/><rerunFailure message="again"/></testcase></testsuite>`,
		);

		assert.deepEqual(
			results.map(({ outcome, isFlaky }) => [outcome, isFlaky ?? false]),
			[
				["passed", true],
				["failed", false],
			],
		);
	});

	test("is read in the encoding that it names", () => {
		const xml = (name: string) =>
			`<?xml version="1.0" encoding="${name}"?><testsuite name="é"><testcase name="ü"/></testsuite>`;
		const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(xml("UTF-16"), "utf16le")]);

		for (const bytes of [Buffer.from(xml("ISO-8859-1"), "latin1"), Buffer.from(xml("utf-8")), utf16])
			assert.deepEqual(outlineOf(readReport(JunitParser, bytes)), ["passed é > ü"]);
	});

	test("may hold 50 MB in one element, and needs no such memory", () => {
		const parser = new JunitParser({ name: "report", onTest: () => undefined });
		const piece = Buffer.alloc(64 * 1024, "x");
		const before = process.memoryUsage();

		parser.write(Buffer.from('<testsuite><testcase name="a"><system-out>'));
		for (let count = 0; count < 800; count += 1) parser.write(piece);
		parser.write(Buffer.from("</system-out></testcase></testsuite>"));
		parser.end();

		const grownMb = (process.memoryUsage().rss - before.rss) / 2 ** 20;
		assert.ok(grownMb < 40, `${grownMb} MB`);
	});

	const faults: Readonly<Record<string, readonly [string, RegExp]>> = {
		"a tag that is closed by another": [
			"<testsuite>\n<testcase></testsuite>",
			/"report:2:\d+": found "Unexpected close tag"/,
		],
		"an end that comes too early": [
			"<testsuite>\n<testcase>",
			/"report:2:\d+": found the end, and <\/testcase>/,
		],
		"another document": ["<html></html>", /"report:1:\d+": found <html>, and <testsuites> or <testsuite>/],
		"a DOCTYPE": [
			'<!DOCTYPE x [<!ENTITY a "b">]><testsuite/>',
			/"report:1:\d+": found a DOCTYPE, and a report without one/,
		],
		"an entity of its own": ['<testsuite name="&lol;"/>', /"report:1:\d+": found "Invalid character entity"/],
		"no XML": ["PASS", /"report:1:\d+": found "Non-whitespace before first tag"/],
		nothing: ["", /"report:1:1": found the end, and <testsuites>/],
	};
	for (const [what, [report, message]] of Object.entries(faults)) {
		test(`is refused with line and column: ${what}`, () => {
			assert.throws(() => readReport(JunitParser, report), { code: "REPORT_INVALID", message });
		});
	}

	test("is refused when its bytes are no characters of its encoding, or that is not known", () => {
		const bytes = Buffer.from('<testsuite name="\u00ff"/>', "latin1");
		const unknown = '<?xml version="1.0" encoding="klingon"?><testsuite/>';

		assert.throws(() => readReport(JunitParser, bytes), {
			code: "REPORT_INVALID",
			message: /bytes that are no character/,
		});
		assert.throws(() => readReport(JunitParser, unknown), {
			code: "REPORT_INVALID",
			message: /encoding that is not known/,
		});
	});
});
