/** What `go test -json` writes (`go doc test2json`), also with the lines of a failed build between its objects. */
import { FirstLines } from "./first-lines.js";
import { findJsonFault } from "./json-fault.js";
import { type Line, LineDecoder } from "./line-decoder.js";
import {
	invalidReport,
	type ReportEnd,
	type ReportParser,
	type ReportParserOptions,
} from "./report-parser.js";
import type { TestResult } from "./test-result.js";

interface GoEvent {
	readonly Time?: string;
	readonly Action: string;
	readonly Package?: string;
	/** Of builds. */
	readonly ImportPath?: string;
	readonly Test?: string;
	readonly Elapsed?: number;
	readonly Output?: string;
	readonly FailedBuild?: string;
}

interface GoTest {
	readonly output: FirstLines;
	/** It is counted by the tests that it holds. */
	isParent: boolean;
}

interface GoPackage {
	readonly tests: Map<string, GoTest>;
	readonly output: FirstLines;
	/** Names of tests that failed, to tell which of their parents failed only with them. */
	readonly failed: Set<string>;
}

const WANTED = "a JSON object of go test -json";
// What the test binary says about the tests, between what they say themselves.
const FRAMING =
	/^\s*(?:=== (?:RUN|PAUSE|CONT|NAME)|--- (?:FAIL|PASS|SKIP)|FAIL$|PASS$|exit status |FAIL\t|ok {2}\t)/;
// All that is said of such a package before Go 1.24.
const UNBUILT = /^FAIL\t(\S+) \[(?:build|setup) failed\]$/;
const PLACE = /^\s*([\w./-]+\.go):(\d+):/;

export class GoTestParser implements ReportParser {
	readonly #options: ReportParserOptions;
	readonly #lines = new LineDecoder((line) => this.#takeLine(line));
	readonly #packages = new Map<string, GoPackage>();
	readonly #builds = new Map<string, FirstLines>();
	#stray = new FirstLines();
	#hasEvents = false;
	#firstStray: Line | undefined;
	#startMs = Number.POSITIVE_INFINITY;
	#endMs = Number.NEGATIVE_INFINITY;

	constructor(options: ReportParserOptions) {
		this.#options = options;
	}

	write(bytes: Uint8Array): void {
		this.#lines.write(bytes);
	}

	end(): ReportEnd {
		this.#lines.end();
		if (!this.#hasEvents) {
			const found = this.#firstStray === undefined ? "the end" : `"${this.#firstStray.text}"`;
			throw this.#fault({ line: this.#firstStray?.number ?? 1, column: 1, found });
		}
		const durationS = (this.#endMs - this.#startMs) / 1_000;
		// Packages whose end was not heard: the run was cut off.
		return { durationS, conclusion: this.#packages.size > 0 ? "cancelled" : undefined };
	}

	#takeLine(line: Line): void {
		const event = line.text.startsWith("{") ? this.#parse(line) : undefined;
		if (event !== undefined) return this.#takeEvent(event);
		if (line.text.trim() === "") return;
		// A build that fails, or a program that writes past the test, says so in plain words.
		this.#firstStray ??= line;
		const unbuilt = UNBUILT.exec(line.text)?.[1];
		if (unbuilt === undefined) return this.#keepStray(line.text);
		this.#hasEvents = true;
		const message = this.#stray.text ?? "it could not be built";
		this.#options.onTest({ nodeid: unbuilt, outcome: "error", message });
	}

	#keepStray(text: string): void {
		// The head of what the compiler says of one package.
		if (text.startsWith("# ")) this.#stray = new FirstLines();
		else this.#stray.add(text);
	}

	#parse({ text, number, isCut }: Line): GoEvent {
		let value: unknown;
		try {
			value = JSON.parse(text);
		} catch (cause) {
			const column = findJsonFault(text) + 1;
			const found = isCut ? "a line of more than 4 MiB" : describeRest(text, column);
			throw this.#fault({ line: number, column, found }, cause);
		}
		if (typeof value === "object" && value !== null && "Action" in value && typeof value.Action === "string")
			return value as GoEvent;
		throw this.#fault({ line: number, column: 1, found: "an object without an Action" });
	}

	#takeEvent(event: GoEvent): void {
		this.#hasEvents = true;
		const timeMs = Date.parse(event.Time ?? "");
		if (Number.isFinite(timeMs)) {
			this.#startMs = Math.min(this.#startMs, timeMs);
			this.#endMs = Math.max(this.#endMs, timeMs);
		}
		if (event.Action === "build-output") return this.#keepBuildOutput(event);
		if (event.Package === undefined) return;
		const name = event.Package;
		const goPackage = getOrAdd(
			this.#packages,
			name,
			(): GoPackage => ({
				tests: new Map(),
				output: new FirstLines(),
				failed: new Set(),
			}),
		);
		if (event.Test === undefined) this.#takePackageEvent(event, name, goPackage);
		else this.#takeTestEvent({ ...event, Test: event.Test }, name, goPackage);
	}

	#keepBuildOutput({ ImportPath = "", Output = "" }: GoEvent): void {
		getOrAdd(this.#builds, ImportPath, () => new FirstLines()).add(Output.trimEnd());
	}

	#takeTestEvent(event: GoEvent & { readonly Test: string }, name: string, goPackage: GoPackage): void {
		const { Test, Action, Output = "", Elapsed } = event;
		const test = getOrAdd(goPackage.tests, Test, () => {
			const parent = goPackage.tests.get(Test.slice(0, Math.max(0, Test.lastIndexOf("/"))));
			if (parent !== undefined) parent.isParent = true;
			return { output: new FirstLines(), isParent: false };
		});
		if (Action === "output" && !FRAMING.test(Output)) test.output.add(Output.trimEnd());
		if (Action !== "pass" && Action !== "fail" && Action !== "skip") return;
		goPackage.tests.delete(Test);
		const isByChild = test.isParent && [...goPackage.failed].some((failed) => failed.startsWith(`${Test}/`));
		const isFailed = Action === "fail" && !isByChild;
		if (isFailed) goPackage.failed.add(Test);
		if (test.isParent && !isFailed) return;
		this.#options.onTest({
			nodeid: `${name} > ${Test}`,
			outcome: OUTCOMES[Action],
			durationS: Elapsed,
			...(isFailed ? describeOutput(test.output) : {}),
		});
	}

	#takePackageEvent(
		{ Action, Output = "", FailedBuild, Elapsed }: GoEvent,
		name: string,
		goPackage: GoPackage,
	): void {
		if (Action === "output" && !FRAMING.test(Output)) goPackage.output.add(Output.trimEnd());
		if (Action !== "pass" && Action !== "fail" && Action !== "skip") return;
		this.#packages.delete(name);
		if (Action !== "fail" || goPackage.failed.size > 0) return;
		// What ends the process leaves the tests that ran without an end of their own.
		const unfinished = [...goPackage.tests].filter(([, { isParent }]) => !isParent);
		for (const [test, { output }] of unfinished) {
			this.#options.onTest({ nodeid: `${name} > ${test}`, outcome: "failed", ...describeOutput(output) });
		}
		if (unfinished.length > 0) return;
		const build = FailedBuild === undefined ? undefined : this.#builds.get(FailedBuild);
		const message = build?.text ?? goPackage.output.text ?? this.#stray.text ?? "the package failed";
		this.#options.onTest({ nodeid: name, outcome: "error", message, durationS: Elapsed });
	}

	#fault(place: { readonly line: number; readonly column: number; readonly found: string }, cause?: unknown) {
		return invalidReport({ ...place, name: this.#options.name, wanted: WANTED }, cause);
	}
}

const OUTCOMES = { pass: "passed", fail: "failed", skip: "skipped" } as const;

function describeOutput(output: FirstLines): Pick<TestResult, "message" | "path" | "lineno"> {
	const lines = (output.text ?? "").split("\n");
	const place = lines.map((line) => PLACE.exec(line)).find((match) => match !== null);
	const message = lines.map((line) => line.replace(/^ {4}/, "")).join("\n");
	return { message, path: place?.[1], lineno: place?.[2] === undefined ? undefined : Number(place[2]) };
}

function describeRest(text: string, column: number): string {
	const rest = text.slice(column - 1, column + 19);
	return rest === "" ? "the end of the line" : `"${rest}"`;
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, create: () => V): V {
	const known = map.get(key);
	if (known !== undefined) return known;
	const value = create();
	map.set(key, value);
	return value;
}
