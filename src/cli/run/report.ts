/** Tells the bus about a run, and never lets the run wait for it. */
import type { BusClient } from "../../client/bus-client.js";
import { Deadline } from "../../client/deadline.js";
import { BusError } from "../../errors.js";
import { formatDuration } from "../../event/duration.js";
import type { JsonObject } from "../../event/event.js";

export interface RunEnd {
	readonly conclusion: "success" | "failure" | "cancelled" | "startup_failure";
	readonly exitCode: number;
	readonly signal: NodeJS.Signals | undefined;
	readonly outputTail: string | undefined;
}

export interface RunReportOptions {
	/** @throws BusError CONFIG_INVALID, PATH_INVALID */
	readonly connect: () => BusClient;
	readonly source: string;
	readonly name: string;
	readonly startedAtMs: number;
	/** A line for people. */
	readonly tell: (line: string) => void;
}

// A bus that is well takes a millisecond; one that is not shall not be waited for.
const LAST_WORD_MS = 2_000;

export class RunReport {
	readonly #options: RunReportOptions;
	#bus: BusClient | undefined;
	#earlier: Promise<unknown> = Promise.resolve();

	constructor(options: RunReportOptions) {
		this.#options = options;
	}

	started(facts: JsonObject): void {
		const { name } = this.#options;
		const fields = { ...facts, status: "in_progress" };
		// What is wrong with the bus is told once, at the end.
		this.#earlier = this.#emit("run_started", `${name} started`, fields).catch(() => undefined);
	}

	/** Resolves when the bus has it, or after two seconds. */
	async finished(facts: JsonObject, end: RunEnd): Promise<void> {
		const durationMs = performance.now() - this.#options.startedAtMs;
		const limit = new Deadline(LAST_WORD_MS);
		const said = this.#sayLast({ facts, end, durationMs }).then(() => "said" as const);
		try {
			const outcome = await Promise.race([said, limit.passed]);
			if (outcome === undefined)
				this.#complain(`the daemon did not answer within ${formatDuration(LAST_WORD_MS)}`);
		} catch (error) {
			this.#complain(error instanceof BusError ? `${error.message} [${error.code}]` : String(error));
		} finally {
			limit.cancel();
		}
	}

	async #sayLast({
		facts,
		end,
		durationMs,
	}: {
		readonly facts: JsonObject;
		readonly end: RunEnd;
		readonly durationMs: number;
	}): Promise<void> {
		const { conclusion, exitCode, signal, outputTail } = end;
		await this.#earlier;
		await this.#emit("run_finished", this.#summarize(end, durationMs), {
			...facts,
			status: "completed",
			conclusion,
			exit_code: exitCode,
			signal: signal ?? null,
			duration_ms: Math.round(durationMs),
			...(outputTail === undefined ? {} : { output_tail: outputTail }),
		});
	}

	#summarize({ conclusion, exitCode, signal }: RunEnd, durationMs: number): string {
		const { name } = this.#options;
		const how = signal ?? `exit code ${exitCode}`;
		const time = formatDuration(durationMs);
		switch (conclusion) {
			case "success":
				return `${name} succeeded after ${time}`;
			case "failure":
				return `${name} failed with ${how} after ${time}`;
			case "cancelled":
				return `${name} was cancelled with ${how} after ${time}`;
			case "startup_failure":
				return `${name} could not be started: exit code ${exitCode}`;
		}
	}

	async #emit(eventType: string, summary: string, fields: JsonObject): Promise<void> {
		this.#bus ??= this.#options.connect();
		await this.#bus.emit({ source: this.#options.source, event_type: eventType, summary, fields });
	}

	#complain(why: string): void {
		this.#options.tell(`waitbus: Cannot tell the bus how "${this.#options.name}" ended: ${why}`);
	}
}
