/**
 * The reporter for node:test. It prints nothing, so it stands beside one that does:
 * `--test-reporter=spec --test-reporter-destination=stdout --test-reporter=waitbus/reporters/node --test-reporter-destination=stderr`
 */
import { resolve } from "node:path";
import type { TestResult } from "../reports/test-result.js";
import type { NodeTestEnd, NodeTestEvent, NodeTestPlace } from "./node-events.js";
import { toNodeid } from "./nodeid.js";
import { ReportedRun } from "./reported-run.js";
import { keyOf, RunningTests } from "./running-tests.js";
import { describeThrown, findLine } from "./thrown.js";

/**
 * Tells the bus about each failing test as it fails, and how the run ended. In watch mode, and wherever files
 * run in processes of their own, too.
 */
export default async function* waitbusReporter(
	events: AsyncIterable<{ readonly type: string; readonly data: unknown }>,
): AsyncGenerator<string, void> {
	let run: NodeRun | undefined = new NodeRun();
	for await (const event of events as AsyncIterable<NodeTestEvent>) {
		if (event.type === "test:watch:drained") {
			await run?.end();
			run = undefined;
		} else {
			if (event.type === "test:dequeue") run ??= new NodeRun();
			run?.hear(event);
		}
	}
	await run?.end();
	// A generator must yield to be one; there is nothing to print.
	yield "";
}

type HeardEvent = Exclude<NodeTestEvent, { type: "test:watch:drained" }>;

// Enough for the error that ended a file, and the code that it points at.
const MAX_STDERR = 16 * 1024;

class NodeRun {
	readonly #cwd = process.cwd();
	readonly #run = new ReportedRun({ source: "node-test", rootdir: this.#cwd });
	readonly #running = new RunningTests();
	/** Names of the tests that are being reported, from the outside in. */
	readonly #reported: string[] = [];
	/** How many failures of a place have been told before their turn in the report. */
	readonly #told = new Map<string, number>();
	readonly #stderr = new Map<string, string>();

	hear(event: HeardEvent): void {
		this.#run.observe(() => this.#take(event));
	}

	async end(): Promise<void> {
		await this.#run.end();
	}

	#take(event: HeardEvent): void {
		switch (event.type) {
			case "test:dequeue":
				if (!this.#isFile(event.data)) this.#running.begin(event.data);
				return;
			case "test:start":
				this.#reported[event.data.nesting] = event.data.name;
				return;
			case "test:complete":
				return this.#hurry(event.data);
			case "test:pass":
			case "test:fail":
				return this.#report(event.data);
			case "test:stderr":
				return this.#keep(event.data);
		}
	}

	/** A failure is told when it happens if it is clear whose it is, otherwise when it is its turn. */
	#hurry(end: NodeTestEnd): void {
		this.#running.end(end);
		const ancestors = this.#running.findAncestors(end);
		// What a file wrote before it ended may still be on its way.
		if (ancestors === undefined || !this.#isToBeTold(end) || this.#isFile(end)) return;
		this.#run.add(this.#toResult(end, ancestors));
		this.#told.set(keyOf(end), (this.#told.get(keyOf(end)) ?? 0) + 1);
	}

	#report(end: NodeTestEnd): void {
		const told = this.#told.get(keyOf(end)) ?? 0;
		if (told > 0 && this.#isToBeTold(end)) return void this.#told.set(keyOf(end), told - 1);
		const result = this.#toResult(end, this.#reported.slice(0, end.nesting));
		if (this.#isToBeTold(end)) return this.#run.add(result);
		// As node:test itself counts: a test that holds others is a test, a suite is not.
		if (end.details.type !== "suite") this.#run.record(result);
	}

	/** The parents of a failed test fail with it and know nothing more. */
	#isToBeTold({ details, todo, skip }: NodeTestEnd): boolean {
		if (details.error === undefined || todo !== undefined || skip !== undefined) return false;
		return details.error.failureType !== "subtestsFailed";
	}

	#toResult(end: NodeTestEnd, ancestors: readonly string[]): TestResult {
		const { name, file, line, details, skip, todo } = end;
		const path = file === undefined ? undefined : resolve(this.#cwd, file);
		const isFile = this.#isFile(end);
		const base = {
			nodeid: toNodeid(this.#cwd, path, isFile ? [] : [...ancestors, name]),
			path,
			durationS: details.duration_ms / 1_000,
		};
		if (skip !== undefined || todo !== undefined) return { ...base, outcome: "skipped" };
		if (details.error === undefined) return { ...base, outcome: "passed" };
		const thrown = details.error.cause ?? details.error;
		if (isFile)
			return { ...base, outcome: "error", message: this.#whatEnded(path) ?? describeThrown(thrown) };
		return {
			...base,
			outcome: details.type === "suite" ? "error" : "failed",
			message: describeThrown(thrown),
			lineno: (path === undefined ? undefined : findLine(thrown, path)) ?? line,
		};
	}

	/** Each file is a test of its own, which fails when the file itself does. */
	#isFile({ nesting, name, file }: NodeTestPlace): boolean {
		return nesting === 0 && file !== undefined && resolve(this.#cwd, name) === resolve(this.#cwd, file);
	}

	#keep({ file, message }: { readonly file?: string; readonly message: string }): void {
		if (file === undefined) return;
		const path = resolve(this.#cwd, file);
		this.#stderr.set(path, ((this.#stderr.get(path) ?? "") + message).slice(-MAX_STDERR));
	}

	/** Of what a file wrote to standard error, the error that ended it. */
	#whatEnded(path: string | undefined): string | undefined {
		const text = this.#stderr.get(path ?? "");
		if (text === undefined) return undefined;
		return /^\w*(?:Error|Exception)\b.*$[^]*/m.exec(text)?.[0] ?? text;
	}
}
