/** The reporter for Playwright Test: `reporter: [["list"], ["waitbus/reporters/playwright"]]`. */
import type { Conclusion } from "../event/event.js";
import type { Outcome, TestResult } from "../reports/test-result.js";
import { toNodeid } from "./nodeid.js";
import { ReportedRun } from "./reported-run.js";
import { describeThrown, findLine } from "./thrown.js";

/** What Playwright hands over, as far as it is looked at. */
interface PlaywrightConfig {
	readonly rootDir: string;
	readonly shard: { readonly current: number; readonly total: number } | null;
}

interface PlaywrightError {
	readonly message?: string;
	readonly value?: string;
	readonly stack?: string;
	readonly location?: { readonly file: string; readonly line: number };
}

interface PlaywrightTest {
	readonly id: string;
	readonly location: { readonly file: string; readonly line: number };
	readonly retries: number;
	/** Root, project, file, suites, test. */
	titlePath(): readonly string[];
	outcome(): string;
}

interface PlaywrightAttempt {
	readonly status: string;
	readonly retry: number;
	readonly duration: number;
	readonly errors: readonly PlaywrightError[];
}

const OUTCOMES: Readonly<Record<string, Outcome>> = { unexpected: "failed", skipped: "skipped" };
// Where the counts say it there is none.
const CONCLUSIONS: Readonly<Record<string, Conclusion>> = {
	interrupted: "cancelled",
	timedout: "timed_out",
	failed: "failure",
};

/** Tells the bus about each failing test as it fails for good, and how the run ended. */
export default class WaitbusReporter {
	#rootdir = process.cwd();
	#run: ReportedRun | undefined;
	/** A test is run again when it, or one that is serial with it, has failed. */
	readonly #results = new Map<string, TestResult>();

	/** Others print. */
	printsToStdio(): boolean {
		return false;
	}

	onBegin({ rootDir, shard }: PlaywrightConfig): void {
		this.#rootdir = rootDir;
		this.#begin(shard === null ? undefined : `${shard.current}/${shard.total}`);
	}

	onTestEnd(test: PlaywrightTest, attempt: PlaywrightAttempt): void {
		this.#run?.observe((run) => {
			const result = this.#toResult(test, attempt);
			run.record(result, this.#results.get(test.id));
			this.#results.set(test.id, result);
			const mayPassYet = attempt.retry < test.retries && attempt.status !== "interrupted";
			if (result.outcome === "failed" && !mayPassYet) run.tell(result);
		});
	}

	/** What is wrong outside of the tests; it may come before the run begins, or in place of it. */
	onError(error: PlaywrightError): void {
		this.#begin(undefined);
		this.#run?.observe((run) => {
			const { file, line } = error.location ?? {};
			run.add({
				nodeid: file === undefined ? "unhandled error" : toNodeid(this.#rootdir, file, []),
				outcome: "error",
				path: file,
				lineno: line,
				message: describeError(error),
			});
		});
	}

	async onEnd({ status }: { readonly status: string }): Promise<void> {
		this.#begin(undefined);
		const run = this.#run;
		this.#run = undefined;
		await run?.end(CONCLUSIONS[status]);
	}

	#begin(shard: string | undefined): void {
		this.#run ??= new ReportedRun({ source: "playwright", rootdir: this.#rootdir, shard });
	}

	#toResult(test: PlaywrightTest, { duration, errors: [error] }: PlaywrightAttempt): TestResult {
		const { file, line } = test.location;
		const [, project, , ...names] = test.titlePath();
		const outcome = test.outcome();
		const isFailed = outcome === "unexpected";
		return {
			nodeid: toNodeid(this.#rootdir, file, names),
			outcome: OUTCOMES[outcome] ?? "passed",
			path: file,
			durationS: duration / 1_000,
			project: project === "" ? undefined : project,
			isFlaky: outcome === "flaky",
			...(isFailed ? { message: describeError(error), lineno: findLine(error, file) ?? line } : {}),
		};
	}
}

function describeError(error: PlaywrightError | undefined): string | undefined {
	return error === undefined ? undefined : (error.message ?? error.value ?? describeThrown(error));
}
