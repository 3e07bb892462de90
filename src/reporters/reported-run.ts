/** A run of tests that is told to the bus as it goes. Nothing in here throws into the runner or holds it up. */
import { randomUUID } from "node:crypto";
import { PROGRAM } from "../client/address.js";
import type { BusClient } from "../client/bus-client.js";
import type { Conclusion } from "../event/event.js";
import { toPrintable } from "../event/printable.js";
import { withoutAbsent } from "../event/without-absent.js";
import { findGitHead } from "../platform/git-head.js";
import type { TestResult } from "../reports/test-result.js";
import { TestSession } from "../reports/test-session.js";
import { Courier } from "./courier.js";
import { LastWill } from "./last-will.js";

export interface ReportedRunOptions {
	/** The runner. */
	readonly source: string;
	/** The directory that the tests belong to. */
	readonly rootdir: string;
	/** Which part of all tests this is, as `1/3`. */
	readonly shard?: string | undefined;
}

// A bus that is well takes a millisecond; one that is not shall not be waited for.
const LAST_WORD_MS = 2_000;

export class ReportedRun {
	readonly #session: TestSession;
	readonly #courier = new Courier({ connect, limitMs: LAST_WORD_MS });
	readonly #will = new LastWill({ program: PROGRAM, env: process.env });
	readonly #startedMs = performance.now();
	readonly #onExit = (code: number): void => this.#writeWill(code);
	#fault: string | undefined;

	constructor({ source, rootdir, shard }: ReportedRunOptions) {
		const head = findGitHead(rootdir, process.env);
		const facts = withoutAbsent({ rootdir, shard, head_sha: head?.sha, head_branch: head?.branch });
		this.#session = new TestSession({ source, id: randomUUID(), facts });
		this.#courier.prepare();
		process.on("exit", this.#onExit);
		this.#writeWill(undefined);
	}

	/** @param earlier What was recorded of the same test before it was run again. */
	record(result: TestResult, earlier?: TestResult): void {
		this.#session.record(result, earlier);
		this.#writeWill(undefined);
	}

	/** Sends the event of one test at once. */
	tell(result: TestResult): void {
		this.#courier.send(this.#session.toTestDraft(result));
	}

	/** Records it, and tells it when it is a failure. */
	add(result: TestResult): void {
		this.record(result);
		if (result.outcome === "failed" || result.outcome === "error") this.tell(result);
	}

	/** A runner of a version that we do not know may hand over something else: that must not end the run. */
	observe(read: (run: ReportedRun) => void): void {
		try {
			read(this);
		} catch (error) {
			this.#fault ??= `it was not understood: ${error instanceof Error ? error.message : String(error)}`;
		}
	}

	/** Resolves when the bus has all of it, or when that takes too long. */
	async end(conclusion?: Conclusion): Promise<void> {
		const complaint = await this.#courier.close(
			this.#session.toSessionDraft({ conclusion, durationS: this.#durationS() }),
		);
		process.off("exit", this.#onExit);
		this.#will.revoke();
		const fault = complaint ?? this.#fault;
		if (fault !== undefined) complain(fault);
	}

	/** What is said when the process ends before the run. */
	#writeWill(exitCode: number | undefined): void {
		const conclusion = exitCode === 0 ? undefined : "cancelled";
		const end = { conclusion, durationS: this.#durationS(), exitStatus: exitCode } as const;
		this.#will.write(this.#session.toSessionDraft(end));
	}

	#durationS(): number {
		return (performance.now() - this.#startedMs) / 1_000;
	}
}

async function connect(): Promise<BusClient> {
	return (await import("./open-bus.js")).openBus();
}

function complain(why: string): void {
	process.stderr.write(`waitbus: Cannot tell the bus about this test run: ${toPrintable(why)}\n`);
}
