/** A stream of TAP 12 to 14, with subtests, diagnostics, directives and `Bail out!`. */
import type { Conclusion } from "../event/event.js";
import { FirstLines } from "./first-lines.js";
import { type Line, LineDecoder } from "./line-decoder.js";
import {
	invalidReport,
	type ReportEnd,
	type ReportParser,
	type ReportParserOptions,
} from "./report-parser.js";
import { readDiagnostic } from "./tap-diagnostic.js";
import { parseTapLine, type TapLine } from "./tap-line.js";

/** The stream itself, or a subtest in it. */
interface Level {
	readonly name: string | undefined;
	points: number;
	/** Tests and what else has failed. */
	failures: number;
	plan: number | undefined;
}

interface Point {
	readonly depth: number;
	readonly point: Extract<TapLine, { kind: "point" }>;
	readonly names: readonly string[];
	readonly comments: FirstLines;
	/** It stands for the tests that were told before it. */
	readonly isParent: boolean;
	readonly childFailures: number;
	/** The lines of its block, once that has begun. */
	yaml: { readonly indent: number; readonly lines: string[] } | undefined;
}

const INDENT = 4;
const MAX_DEPTH = 64;
const MAX_DIAGNOSTIC_LINES = 1_000;
const VERSIONS = ["12", "13", "14"];

export class TapParser implements ReportParser {
	readonly #options: ReportParserOptions;
	readonly #lines = new LineDecoder((line) => this.#takeLine(line));
	readonly #levels: Level[] = [newLevel(undefined)];
	/** What a comment has called the subtest that comes next. */
	#announced: { readonly depth: number; readonly name: string } | undefined;
	/** The last test point: what belongs to it may follow. */
	#open: Point | undefined;
	#first: Line | undefined;
	#isTap = false;
	#conclusion: Conclusion | undefined;

	constructor(options: ReportParserOptions) {
		this.#options = options;
	}

	write(bytes: Uint8Array): void {
		this.#lines.write(bytes);
	}

	end(): ReportEnd {
		this.#lines.end();
		this.#close();
		if (!this.#isTap) {
			const found = this.#first === undefined ? "the end" : `"${this.#first.text}"`;
			throw this.#fault(
				{ number: this.#first?.number ?? 1 },
				{ column: 1, found, wanted: "a plan or a test of TAP" },
			);
		}
		if (this.#conclusion === undefined) {
			while (this.#levels.length > 1) this.#levels.pop();
			const problem = planProblem(this.#levels[0]);
			if (problem !== undefined) this.#options.onTest({ nodeid: "plan", outcome: "error", message: problem });
		}
		return { conclusion: this.#conclusion };
	}

	#takeLine(line: Line): void {
		if (line.text.trim() !== "") this.#first ??= line;
		// Nothing counts any more after a `Bail out!`.
		if (this.#conclusion !== undefined || this.#takeDiagnostic(line.text)) return;
		const indent = /^ */.exec(line.text)?.[0].length ?? 0;
		const parsed = parseTapLine(line.text.slice(indent));
		if (parsed.kind === "other" || indent % INDENT !== 0 || indent / INDENT > MAX_DEPTH) return;
		const depth = indent / INDENT;
		if (parsed.kind === "comment") return this.#open?.comments.add(parsed.text);
		this.#close();
		this.#take(parsed, { depth, line, indent });
	}

	/** A block of YAML belongs to the point above it. */
	#takeDiagnostic(text: string): boolean {
		const open = this.#open;
		if (open === undefined) return false;
		if (open.yaml === undefined) {
			const indent = /^( +)---\s*$/.exec(text)?.[1]?.length;
			if (indent === undefined || indent <= open.depth * INDENT) return false;
			open.yaml = { indent, lines: [] };
			return true;
		}
		const indent = /^ */.exec(text)?.[0].length ?? 0;
		// A block that nobody has ended.
		if (text.trim() !== "" && indent < open.yaml.indent) {
			this.#close();
			return false;
		}
		if (text.trim() === "..." && indent === open.yaml.indent) this.#close();
		else if (open.yaml.lines.length < MAX_DIAGNOSTIC_LINES)
			open.yaml.lines.push(text.slice(open.yaml.indent));
		return true;
	}

	#take(parsed: Exclude<TapLine, { kind: "comment" | "other" }>, place: Place): void {
		switch (parsed.kind) {
			case "version":
				return this.#takeVersion(parsed.version, place);
			case "plan":
				return this.#takePlan(parsed.count, place);
			case "point":
				return this.#takePoint(parsed, place.depth);
			case "bail":
				this.#isTap = true;
				this.#conclusion = "failure";
				return this.#options.onTest({ nodeid: "Bail out!", outcome: "error", message: parsed.reason });
			case "subtest":
				return this.#announce(parsed.name, place.depth);
		}
	}

	#takeVersion(version: string, { line, indent }: Place): void {
		if (VERSIONS.includes(version)) return;
		const column = indent + "TAP version ".length + 1;
		throw this.#fault(line, { column, found: `version "${version}"`, wanted: "one of 12, 13, 14" });
	}

	#takePlan(count: number, { depth, line, indent }: Place): void {
		this.#isTap = true;
		const level = this.#levelAt(depth);
		if (level.plan !== undefined) {
			throw this.#fault(line, {
				column: indent + 1,
				found: "a second plan",
				wanted: "one plan for each test",
			});
		}
		level.plan = count;
	}

	#takePoint(point: Extract<TapLine, { kind: "point" }>, depth: number): void {
		this.#isTap = true;
		const level = this.#levelAt(depth);
		level.points += 1;
		// What is deeper was the subtest that this point stands for.
		const child = this.#levels[depth + 1];
		this.#levels.length = depth + 1;
		this.#announced = undefined;
		this.#open = {
			depth,
			point: { ...point, number: point.number ?? level.points },
			names: this.#levels.slice(1).flatMap(({ name }) => (name === undefined ? [] : [name])),
			comments: new FirstLines(),
			isParent: child !== undefined && child.points > 0,
			childFailures: child?.failures ?? 0,
			yaml: undefined,
		};
	}

	/** Says what the last point was, when it is clear that nothing more belongs to it. */
	#close(): void {
		const open = this.#open;
		this.#open = undefined;
		if (open === undefined) return;
		const { point, depth, isParent, childFailures, names } = open;
		const isFailed = !point.isOk && point.directive === undefined;
		const level = this.#levels[depth];
		if (isFailed && level !== undefined) level.failures += 1;
		if (isParent && (!isFailed || childFailures > 0)) return;
		const { message, path, lineno, durationS } = readDiagnostic(open.yaml?.lines ?? []);
		const said = message ?? open.yaml?.lines.join("\n") ?? open.comments.text;
		this.#options.onTest({
			nodeid: [...names, point.description || `test ${point.number}`].join(" > "),
			outcome: outcomeOf(point),
			durationS,
			...(isFailed ? { message: said, path, lineno } : {}),
		});
	}

	/** A comment names the subtest that follows deeper, or the one it is the first line of. */
	#announce(name: string, depth: number): void {
		const isFirstLine = depth > 0 && this.#levels.length === depth && this.#announced?.depth !== depth;
		if (isFirstLine) this.#announced = { depth, name };
		this.#levelAt(depth);
		if (!isFirstLine) this.#announced = { depth: depth + 1, name };
	}

	#levelAt(depth: number): Level {
		while (this.#levels.length <= depth) {
			const isAnnounced = this.#announced?.depth === this.#levels.length;
			this.#levels.push(newLevel(isAnnounced ? this.#announced?.name : undefined));
		}
		return this.#levels[depth] ?? newLevel(undefined);
	}

	#fault({ number }: { readonly number: number }, fault: { column: number; found: string; wanted: string }) {
		return invalidReport({ ...fault, name: this.#options.name, line: number });
	}
}

interface Place {
	readonly depth: number;
	readonly line: Line;
	readonly indent: number;
}

function newLevel(name: string | undefined): Level {
	return { name, points: 0, failures: 0, plan: undefined };
}

function outcomeOf({
	isOk,
	directive,
}: Extract<TapLine, { kind: "point" }>): "passed" | "failed" | "skipped" {
	if (directive !== undefined) return "skipped";
	return isOk ? "passed" : "failed";
}

function planProblem(level: Level | undefined): string | undefined {
	if (level === undefined) return undefined;
	if (level.plan === undefined) return "there is no plan: the run may have been cut off";
	return level.plan === level.points
		? undefined
		: `${level.plan} tests were planned, and ${level.points} ran`;
}
