/** A report in JUnit's XML, as Surefire, pytest, Vitest, Playwright, gotestsum and many others write it. */
import sax from "sax";
import {
	invalidReport,
	type ReportEnd,
	type ReportParser,
	type ReportParserOptions,
} from "./report-parser.js";
import type { Outcome, TestResult } from "./test-result.js";
import { createXmlDecoder, type XmlDecoder } from "./xml-decoder.js";

type Attributes = Readonly<Record<string, string>>;

interface Case {
	readonly attributes: Attributes;
	outcome: Outcome;
	message: string | undefined;
	text: string;
	isRetried: boolean;
}

interface Fault {
	readonly found: string;
	readonly wanted: string;
}

const OUTCOMES: Readonly<Record<string, Outcome>> = { failure: "failed", error: "error", skipped: "skipped" };
// Surefire tells so of the attempts before the last one.
const EARLIER = new Set(["flakyFailure", "flakyError"]);
const MAX_DEPTH = 128;
const MAX_TEXT = 64 * 1024;
// Of one attribute. What stands between tags may be longer, and is read in pieces.
const MAX_ATTRIBUTE = 1024 * 1024;

export class JunitParser implements ReportParser {
	readonly #options: ReportParserOptions;
	readonly #sax: sax.SAXParser;
	readonly #decode: XmlDecoder = createXmlDecoder();
	readonly #open: string[] = [];
	readonly #suites: string[] = [];
	#case: Case | undefined;
	#hasRoot = false;
	#rootS: number | undefined;
	#suitesS = 0;
	#hasSuiteTime = false;
	#fault: Error | undefined;

	constructor(options: ReportParserOptions) {
		this.#options = options;
		Reflect.set(sax, "MAX_BUFFER_LENGTH", MAX_ATTRIBUTE);
		this.#sax = sax.parser(true, { position: true });
		this.#sax.onopentag = ({ name, attributes }) =>
			this.#guard(() => this.#enter(name, attributes as Attributes));
		this.#sax.onclosetag = (name) => this.#guard(() => this.#leave(name));
		this.#sax.ontext = (text) => this.#addText(text);
		this.#sax.oncdata = (text) => this.#addText(text);
		// A definition of entities may make a small file an endless one, and no report needs any.
		this.#sax.ondoctype = () => {
			this.#fault ??= this.#invalid({ found: "a DOCTYPE", wanted: "a report without one" });
		};
		this.#sax.onerror = (error) => {
			this.#fault ??= this.#invalid({ found: describeXmlError(error), wanted: "well-formed XML" }, error);
		};
	}

	write(bytes: Uint8Array): void {
		this.#parse(() => this.#decode(bytes));
	}

	end(): ReportEnd {
		this.#parse(() => this.#decode(undefined));
		if (this.#open.length > 0)
			throw this.#invalid({ found: "the end", wanted: `</${this.#open.at(-1) ?? ""}>` });
		if (!this.#hasRoot) throw this.#invalid({ found: "the end", wanted: "<testsuites> or <testsuite>" });
		// What has begun after the last tag and did not end.
		this.#sax.close();
		if (this.#fault !== undefined) throw this.#fault;
		return { durationS: this.#rootS ?? (this.#hasSuiteTime ? this.#suitesS : undefined) };
	}

	#parse(decode: () => string): void {
		let text: string;
		try {
			text = decode();
		} catch (cause) {
			const found =
				cause instanceof RangeError
					? "an encoding that is not known"
					: "bytes that are no character of its encoding";
			throw this.#invalid({ found, wanted: "text in the encoding that its first line names" }, cause);
		}
		if (this.#fault === undefined) this.#sax.write(text);
		if (this.#fault !== undefined) throw this.#fault;
	}

	/** What is said by a handler must not pass through the parser, which would go on. */
	#guard(handle: () => void): void {
		if (this.#fault !== undefined) return;
		try {
			handle();
		} catch (error) {
			this.#fault = error instanceof Error ? error : new Error(String(error));
		}
	}

	#enter(name: string, attributes: Attributes): void {
		const isSuite = name === "testsuite" || name === "testsuites";
		if (this.#open.length === 0 && !isSuite)
			throw this.#invalid({ found: `<${name}>`, wanted: "<testsuites> or <testsuite>" });
		if (this.#open.length >= MAX_DEPTH)
			throw this.#invalid({ found: `<${name}> within ${MAX_DEPTH} others`, wanted: "a report less deep" });
		if (isSuite) this.#enterSuite(name, attributes);
		else if (name === "testcase") this.#enterCase(attributes);
		else if (this.#case !== undefined && this.#open.at(-1) === "testcase") this.#markCase(name, attributes);
		this.#open.push(name);
	}

	#enterSuite(name: string, { name: title = "", time }: Attributes): void {
		const durationS = toSeconds(time);
		if (this.#open.length === 0) {
			this.#hasRoot = true;
			this.#rootS = durationS;
		} else if (this.#open.length === 1 && durationS !== undefined) {
			this.#hasSuiteTime = true;
			this.#suitesS += durationS;
		}
		if (name === "testsuite") this.#suites.push(title);
	}

	#enterCase(attributes: Attributes): void {
		if (this.#case !== undefined)
			throw this.#invalid({ found: "<testcase> within another", wanted: "</testcase>" });
		this.#case = { attributes, outcome: "passed", message: undefined, text: "", isRetried: false };
	}

	#markCase(name: string, { message, type }: Attributes): void {
		const current = this.#case;
		if (current === undefined) return;
		if (EARLIER.has(name)) current.isRetried = true;
		const outcome = OUTCOMES[name];
		// The first one says what came first.
		if (outcome === undefined || current.outcome !== "passed") return;
		current.outcome = outcome;
		current.message = message === undefined || message === "" ? type : message;
	}

	#leave(name: string): void {
		this.#open.pop();
		if (name === "testsuite") this.#suites.pop();
		if (name !== "testcase" || this.#case === undefined) return;
		const result = toResult(this.#case, this.#suites);
		this.#case = undefined;
		this.#options.onTest(result);
	}

	#addText(text: string): void {
		const name = this.#open.at(-1);
		if (this.#case === undefined || (name !== "failure" && name !== "error")) return;
		this.#case.text += text.slice(0, Math.max(0, MAX_TEXT - this.#case.text.length));
	}

	#invalid(fault: Fault, cause?: unknown): Error {
		const { line, column } = this.#sax;
		return invalidReport({ ...fault, name: this.#options.name, line: line + 1, column: column + 1 }, cause);
	}
}

function toResult(
	{ attributes, outcome, message, text, isRetried }: Case,
	suites: readonly string[],
): TestResult {
	const { name = "", classname = "", file, line, time } = attributes;
	const names = [...suites, ...(classname === suites.at(-1) ? [] : [classname]), name];
	const isFailed = outcome === "failed" || outcome === "error";
	const base = {
		nodeid: names.filter((part) => part !== "").join(" > "),
		outcome,
		path: file,
		durationS: toSeconds(time),
		isFlaky: outcome === "passed" && isRetried,
	};
	if (!isFailed) return base;
	return { ...base, message: message ?? text, lineno: findLine(text, file) ?? toLine(line) };
}

/** Where the text names the file itself. */
function findLine(text: string, file: string | undefined): number | undefined {
	const start = file === undefined ? -1 : text.indexOf(`${file}:`);
	return start < 0 ? undefined : toLine(/^\d+/.exec(text.slice(start + (file ?? "").length + 1))?.[0]);
}

function toLine(text: string | undefined): number | undefined {
	const line = Number(text);
	return Number.isInteger(line) && line > 0 ? line : undefined;
}

/** Some write thousands with a comma. */
function toSeconds(time: string | undefined): number | undefined {
	const seconds = Number.parseFloat((time ?? "").replaceAll(",", ""));
	return Number.isFinite(seconds) ? seconds : undefined;
}

function describeXmlError({ message }: Error): string {
	const [what = ""] = message.split("\n");
	return `"${what.replace(/\.$/, "")}"`;
}
