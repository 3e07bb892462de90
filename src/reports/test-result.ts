/** What is said of one test, by whichever runner or report. */

/** `error`: not the test itself failed, but what surrounds it: its file, a hook, the run. */
export type Outcome = "passed" | "failed" | "skipped" | "error";

export interface TestResult {
	/** `FILE > SUITE > NAME`, the same in every run; pytest's own for pytest. */
	readonly nodeid: string;
	readonly outcome: Outcome;
	readonly path?: string | undefined;
	/** From 1; in `path`. */
	readonly lineno?: number | undefined;
	readonly durationS?: number | undefined;
	/** As the runner has it; it is cut and cleaned here. */
	readonly message?: string | undefined;
	/** What one runner calls several ways to run the same tests. */
	readonly project?: string | undefined;
	/** It failed before it passed. */
	readonly isFlaky?: boolean;
}

export type TestCounts = { readonly [Key in "passed" | "failed" | "skipped" | "errors" | "flaky"]: number };
