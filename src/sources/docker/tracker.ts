/** Which containers run, and which ends have been told: what makes one event of each end. */
import type { EventDraft } from "../../event/event.js";
import type { Inspection } from "./engine/inspection.js";
import type { Message } from "./engine/message.js";
import { exitCodeOf } from "./engine/message.js";
import type { Run } from "./run.js";
import { containerOf, heed, inspectedContainer, toRun } from "./run.js";
import type { End } from "./to-drafts.js";
import { toEndDraft, toHealthDraft, toStartDraft } from "./to-drafts.js";

// Of containers that are still there; what is forgotten here is found in the Engine's memory or the log.
const MAX_ENDS = 512;

export class Tracker {
	/** By the container's id. */
	readonly #runs: Map<string, Run>;
	/** By the container's id, when its last end was, as its delivery id has it. */
	readonly #ends: Map<string, bigint>;

	constructor(runs: Iterable<Run> = [], ends: Iterable<readonly [id: string, timeNs: bigint]> = []) {
		this.#runs = new Map([...runs].map((run) => [run.container.id, run]));
		this.#ends = new Map(ends);
	}

	get runs(): readonly Run[] {
		return [...this.#runs.values()];
	}

	get ends(): readonly (readonly [id: string, timeNs: bigint])[] {
		return [...this.#ends];
	}

	/** The run that was heard of, and has not been heard to end. */
	findRun(id: string): Run | undefined {
		return this.#runs.get(id);
	}

	/** Whether the end of its last run has been told. */
	hasToldEnd({ id, startedNs = 0n }: Inspection): boolean {
		const endNs = this.#ends.get(id);
		return endNs !== undefined && endNs >= startedNs;
	}

	/** What a message tells, if anything. */
	hear(message: Message): EventDraft | undefined {
		const { action, id, timeNs, payload } = message;
		const run = this.#runs.get(id);
		switch (action) {
			case "start": {
				const container = containerOf(message);
				this.#runs.set(id, toRun(container, timeNs));
				return toStartDraft(container, timeNs, payload);
			}
			case "kill":
			case "oom":
				if (run !== undefined) this.#runs.set(id, heed(run, message));
				return undefined;
			case "health_status":
				return toHealthDraft(containerOf(message), message);
			case "die":
				return this.#hearEnd(message, run);
			case "destroy":
				return this.#hearRemoval(message, run);
		}
	}

	/** What is told of a run that is over. */
	end(run: Run, end: End): EventDraft {
		const { id } = run.container;
		this.#runs.delete(id);
		// Set anew, it is the last to be forgotten.
		this.#ends.delete(id);
		this.#ends.set(id, end.timeNs);
		const [oldest] = this.#ends.keys();
		if (this.#ends.size > MAX_ENDS && oldest !== undefined) this.#ends.delete(oldest);
		return toEndDraft(run, end);
	}

	/** What is told of a run that is over by the Engine's answer. */
	endInspected(inspection: Inspection, run: Run | undefined, timeNs: bigint): EventDraft {
		const heard = run ?? toRun(inspectedContainer(inspection), inspection.startedNs);
		const isOom = heard.isOom || inspection.isOomKilled;
		return this.end({ ...heard, isOom }, { timeNs, exitCode: inspection.exitCode });
	}

	/** A run whose beginning was not heard. */
	begin(inspection: Inspection): void {
		this.#runs.set(inspection.id, toRun(inspectedContainer(inspection), inspection.startedNs));
	}

	#hearEnd(message: Message, run: Run | undefined): EventDraft | undefined {
		const { id, timeNs, payload } = message;
		// Whoever asked told of it before the Engine did.
		if (run === undefined && this.#ends.has(id)) return undefined;
		// Its attributes are newer: a container can be renamed.
		const ended = { ...(run ?? toRun(containerOf(message), undefined)), container: containerOf(message) };
		return this.end(ended, { timeNs, exitCode: exitCodeOf(message), payload });
	}

	#hearRemoval({ id, timeNs, payload }: Message, run: Run | undefined): EventDraft | undefined {
		const draft = run === undefined ? undefined : this.end(run, { timeNs, exitCode: undefined, payload });
		this.#ends.delete(id);
		return draft;
	}
}
