/** The reporter for Jest: `reporters: ["default", "waitbus/reporters/jest"]`. */
import type { Conclusion } from "../event/event.js";
import type { TestResult } from "../reports/test-result.js";
import { toNodeid } from "./nodeid.js";
import { ReportedRun } from "./reported-run.js";
import { findLineInStack } from "./thrown.js";

/** What Jest hands over, as far as it is looked at. */
interface JestConfig {
	readonly rootDir: string;
	readonly shard?: { readonly shardIndex: number; readonly shardCount: number } | undefined;
}

interface JestTest {
	readonly path: string;
	readonly context: { readonly config: { readonly displayName?: { readonly name: string } | undefined } };
}

interface JestCase {
	readonly ancestorTitles: readonly string[];
	readonly title: string;
	readonly status: string;
	readonly duration?: number | null | undefined;
	/** Each with its stack. */
	readonly failureMessages: readonly string[];
	readonly location?: { readonly line: number } | null | undefined;
	/** How often it was tried. */
	readonly invocations?: number | undefined;
}

interface JestFile {
	readonly testResults: readonly JestCase[];
	/** It could not be run. */
	readonly testExecError?: unknown;
	readonly failureMessage?: string | null | undefined;
}

interface JestEnd {
	readonly wasInterrupted: boolean;
	readonly snapshot: { readonly failure: boolean };
}

/** Tells the bus about each failing test as it fails, and how the run ended; in watch mode, each run. */
export default class WaitbusReporter {
	readonly #config: JestConfig;
	#run: ReportedRun | undefined;
	/** Files of which Jest tells each test as it ends; other test environments tell of them all at the end. */
	readonly #told = new Set<string>();

	constructor(config: JestConfig) {
		this.#config = config;
	}

	onRunStart(): void {
		const { rootDir, shard } = this.#config;
		this.#run = new ReportedRun({
			source: "jest",
			rootdir: rootDir,
			shard: shard === undefined ? undefined : `${shard.shardIndex}/${shard.shardCount}`,
		});
		this.#told.clear();
	}

	onTestCaseResult(test: JestTest, result: JestCase): void {
		this.#run?.observe((run) => {
			if (result.status !== "failed") return;
			this.#told.add(test.path);
			run.tell(this.#toResult(test, result));
		});
	}

	onTestFileResult(test: JestTest, file: JestFile): void {
		this.#run?.observe((run) => {
			const results = file.testResults.map((result) => this.#toResult(test, result));
			for (const result of results) {
				run.record(result);
				if (result.outcome === "failed" && !this.#told.has(test.path)) run.tell(result);
			}
			if (file.testExecError !== undefined || (results.length === 0 && file.failureMessage)) {
				run.add(this.#toError(test, file));
			}
		});
	}

	async onRunComplete(_contexts: unknown, { wasInterrupted, snapshot }: JestEnd): Promise<void> {
		const run = this.#run;
		this.#run = undefined;
		await run?.end(concludeOf(wasInterrupted, snapshot.failure));
	}

	#toResult(test: JestTest, result: JestCase): TestResult {
		const { ancestorTitles, title, status, duration, failureMessages, location, invocations = 1 } = result;
		const [message] = failureMessages;
		const isFailed = status === "failed";
		return {
			...this.#placeOf(test, [...ancestorTitles, title]),
			outcome: isFailed ? "failed" : toOutcome(status),
			durationS: typeof duration === "number" ? duration / 1_000 : undefined,
			isFlaky: status === "passed" && invocations > 1,
			...(isFailed ? { message, lineno: findLineInStack(message ?? "", test.path) ?? location?.line } : {}),
		};
	}

	#toError(test: JestTest, { failureMessage }: JestFile): TestResult {
		const text = failureMessage ?? "";
		return {
			...this.#placeOf(test, []),
			outcome: "error",
			// Its first line says only that the suite failed to run.
			message: text.replace(/^.*●.*\n/, "").replace(/^ {4}/gm, ""),
			lineno: findLineInStack(text, test.path),
		};
	}

	#placeOf({ path, context }: JestTest, names: readonly string[]) {
		return {
			nodeid: toNodeid(this.#config.rootDir, path, names),
			path,
			project: context.config.displayName?.name,
		};
	}
}

/** Undefined where the counts say it. */
function concludeOf(wasInterrupted: boolean, isSnapshotFailed: boolean): Conclusion | undefined {
	if (wasInterrupted) return "cancelled";
	return isSnapshotFailed ? "failure" : undefined;
}

// The others are pending, skipped, todo, disabled and focused.
function toOutcome(status: string): "passed" | "skipped" {
	return status === "passed" ? "passed" : "skipped";
}
