/** The reporter for Vitest: `reporters: ["default", "waitbus/reporters/vitest"]`. */
import type { Conclusion } from "../event/event.js";
import type { TestResult } from "../reports/test-result.js";
import { toNodeid } from "./nodeid.js";
import { ReportedRun } from "./reported-run.js";
import { describeThrown, findLine } from "./thrown.js";

/** What Vitest hands over, as far as it is looked at. */
interface VitestHost {
	readonly config: {
		readonly root: string;
		readonly passWithNoTests?: boolean | undefined;
		readonly shard?: { readonly index: number; readonly count: number } | undefined;
	};
	onCancel(listener: (reason: string) => void): unknown;
}

interface VitestModule {
	readonly moduleId: string;
	readonly project: { readonly name: string };
	errors(): readonly unknown[];
}

interface VitestSuite {
	readonly fullName: string;
	readonly module: VitestModule;
	errors(): readonly unknown[];
}

interface VitestTest {
	readonly fullName: string;
	readonly module: VitestModule;
	readonly location?: { readonly line: number } | undefined;
	result(): { readonly state: string; readonly errors?: readonly unknown[] | undefined };
	diagnostic(): { readonly duration: number; readonly flaky: boolean } | undefined;
}

/** Tells the bus about each failing test as it fails, and how the run ended; in watch mode, each run. */
export default class WaitbusReporter {
	#vitest: VitestHost | undefined;
	#run: ReportedRun | undefined;
	#cancelledBy: string | undefined;

	onInit(vitest: VitestHost): void {
		this.#vitest = vitest;
	}

	onTestRunStart(): void {
		const { root, shard } = this.#vitest?.config ?? { root: process.cwd() };
		this.#run = new ReportedRun({
			source: "vitest",
			rootdir: root,
			shard: shard === undefined ? undefined : `${shard.index}/${shard.count}`,
		});
		this.#cancelledBy = undefined;
		// Forgotten by Vitest when the run is over.
		this.#vitest?.onCancel((reason) => {
			this.#cancelledBy = reason;
		});
	}

	onTestCaseResult(test: VitestTest): void {
		this.#run?.observe((run) => run.add(this.#toResult(test)));
	}

	onTestSuiteResult(suite: VitestSuite): void {
		this.#run?.observe(() => this.#addErrors(suite.errors(), suite.module, [suite.fullName]));
	}

	onTestModuleEnd(module: VitestModule): void {
		this.#run?.observe(() => this.#addErrors(module.errors(), module, []));
	}

	async onTestRunEnd(modules: readonly unknown[], unhandledErrors: readonly unknown[]): Promise<void> {
		this.#run?.observe((run) => {
			for (const error of unhandledErrors) {
				run.add({ nodeid: "unhandled error", outcome: "error", message: describeThrown(error) });
			}
		});
		const run = this.#run;
		this.#run = undefined;
		await run?.end(this.#conclude(modules.length));
	}

	/** Undefined where the counts say it. */
	#conclude(modules: number): Conclusion | undefined {
		// What Vitest cancels by itself, after a failure with `bail`, is a failure.
		if (this.#cancelledBy === "keyboard-input") return "cancelled";
		return modules === 0 && this.#vitest?.config.passWithNoTests !== true ? "failure" : undefined;
	}

	#toResult(test: VitestTest): TestResult {
		const { module } = test;
		const { state, errors = [] } = test.result();
		const { duration, flaky } = test.diagnostic() ?? {};
		return {
			...this.#placeOf(module, [test.fullName]),
			outcome: state === "passed" || state === "failed" ? state : "skipped",
			durationS: duration === undefined ? undefined : duration / 1_000,
			isFlaky: flaky === true,
			...(state === "failed" ? describeErrors(errors, module) : {}),
			...(state === "failed" && errors.length === 0 ? { lineno: test.location?.line } : {}),
		};
	}

	#addErrors(errors: readonly unknown[], module: VitestModule, names: readonly string[]): void {
		if (errors.length === 0) return;
		const place = this.#placeOf(module, names);
		this.#run?.add({ ...place, outcome: "error", ...describeErrors(errors, module) });
	}

	#placeOf({ moduleId, project }: VitestModule, names: readonly string[]) {
		return {
			nodeid: toNodeid(this.#vitest?.config.root ?? process.cwd(), moduleId, names),
			path: moduleId,
			project: project.name === "" ? undefined : project.name,
		};
	}
}

function describeErrors([error]: readonly unknown[], { moduleId }: VitestModule) {
	return { message: describeThrown(error), lineno: findLine(error, moduleId) };
}
