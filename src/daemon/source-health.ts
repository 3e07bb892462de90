/** How one running source is, as it reports and as its runs end. */
import type { Clock } from "../platform/clock.js";
import { createDeferred } from "../platform/deferred.js";
import type { SourceStatus } from "../protocol/messages.js";

export interface RunStatus
	extends Pick<SourceStatus, "state" | "problem" | "hint" | "last_error" | "last_error_at_ms" | "restarts"> {}

export class SourceHealth {
	readonly #clock: Pick<Clock, "nowMs">;
	#settled = createDeferred<void>();
	#status: RunStatus = {
		state: "off",
		problem: null,
		hint: null,
		last_error: null,
		last_error_at_ms: null,
		restarts: 0,
	};

	constructor(clock: Pick<Clock, "nowMs">) {
		this.#clock = clock;
	}

	get status(): RunStatus {
		return this.#status;
	}

	/** Resolves when it has been seen how its start went; at once when it is not starting. */
	get settled(): Promise<void> {
		return this.#status.state === "starting" ? this.#settled.promise : Promise.resolve();
	}

	show(state: "off" | "starting" | "up"): void {
		if (state === "starting") this.#settled = createDeferred();
		this.#put({ state, problem: null, hint: null });
	}

	showProblem(state: "down" | "unavailable", problem: string, hint: string | undefined): void {
		const error = { last_error: problem, last_error_at_ms: this.#clock.nowMs() };
		this.#put({ state, problem, hint: hint ?? null, ...error });
	}

	countRestart(): void {
		this.#status = { ...this.#status, restarts: this.#status.restarts + 1 };
	}

	#put(status: Partial<RunStatus>): void {
		this.#status = { ...this.#status, ...status };
		if (this.#status.state !== "starting") this.#settled.resolve();
	}
}
