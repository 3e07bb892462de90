/** What every kind of report has in common: bytes come in, tests come out, and at the end what the report says of the run. */
import { BusError } from "../errors.js";
import type { Conclusion } from "../event/event.js";
import { toPrintable } from "../event/printable.js";
import type { TestResult } from "./test-result.js";

export interface ReportParser {
	/** @throws BusError REPORT_INVALID with the line and the column */
	write(bytes: Uint8Array): void;
	/** No more follows. @throws BusError REPORT_INVALID */
	end(): ReportEnd;
}

export interface ReportEnd {
	/** Where the counts do not say it. */
	readonly conclusion?: Conclusion | undefined;
	readonly durationS?: number | undefined;
}

export interface ReportParserOptions {
	/** What the report is called in errors. */
	readonly name: string;
	readonly onTest: (result: TestResult) => void;
}

export interface Fault {
	/** Of the report. */
	readonly name: string;
	/** Both from 1. */
	readonly line: number;
	readonly column: number;
	readonly found: string;
	readonly wanted: string;
}

const MAX_FOUND = 80;

export function invalidReport({ name, line, column, found, wanted }: Fault, cause?: unknown): BusError {
	const place = `${name}:${line}:${column}`;
	const text = toPrintable(found).slice(0, MAX_FOUND);
	return new BusError("REPORT_INVALID", `Cannot ingest "${place}": found ${text}, and ${wanted} is wanted`, {
		hint: "waitbus ingest --help",
		cause,
	});
}
