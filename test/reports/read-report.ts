/** What a parser makes of a report, which comes in pieces of any size. */
import type { ReportEnd, ReportParser, ReportParserOptions } from "../../src/reports/report-parser.js";
import type { TestResult } from "../../src/reports/test-result.js";

export interface ReadReport {
	readonly results: readonly TestResult[];
	readonly end: ReportEnd;
}

type ParserClass = new (options: ReportParserOptions) => ReportParser;

export function readReport(Parser: ParserClass, report: string | Uint8Array, pieceBytes = 7): ReadReport {
	const results: TestResult[] = [];
	const parser = new Parser({ name: "report", onTest: (result) => void results.push(result) });
	const bytes = Buffer.from(report);
	for (let start = 0; start < bytes.length; start += pieceBytes)
		parser.write(bytes.subarray(start, start + pieceBytes));
	return { results, end: parser.end() };
}

/** Each result as `OUTCOME NODEID`. */
export function outlineOf({ results }: ReadReport): readonly string[] {
	return results.map(({ outcome, nodeid }) => `${outcome} ${nodeid}`);
}
