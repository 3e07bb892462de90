/** Has the source of a subject look, until it has: the log may be behind, and what somebody waits for may not exist. */
import type { Answer } from "../event/subject.js";
import type { Clock, Timer } from "../platform/clock.js";

export interface SubjectLookOptions {
	readonly clock: Clock;
	/** Resolves when the source has looked since then; rejects with why it could not. */
	readonly look: (sinceMs: number) => Promise<void>;
	/** On the monotonic clock. */
	readonly askedAtMs: number;
	/** An answer may be enough now that was not before, or there is another problem. */
	readonly onChange: () => void;
}

// Whoever has an answer that is as good as certain waits no longer for its confirmation.
const PATIENCE_MS = 3_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

export class SubjectLook {
	readonly #options: SubjectLookOptions;
	readonly #patience: Timer;
	#state: "asking" | "late" | "failed" | "done" | "closed" = "asking";
	#problem: string | undefined;
	#retryMs = FIRST_RETRY_MS;
	#retry: Timer | undefined;

	constructor(options: SubjectLookOptions) {
		this.#options = options;
		this.#patience = options.clock.setTimer(PATIENCE_MS, () => this.#endPatience());
		this.#ask(options.askedAtMs);
	}

	/** Why the source could not look; undefined when it could, or has yet to say. */
	get problem(): string | undefined {
		return this.#problem;
	}

	/** Whether the source has looked, or has said that it cannot. */
	get hasEnded(): boolean {
		return this.#state === "done" || this.#state === "failed";
	}

	/** Whether it will be known in a moment. */
	get isAsking(): boolean {
		return this.#state === "asking";
	}

	isEnoughFor({ needsLook }: Answer): boolean {
		if (needsLook === "no" || this.#state === "done") return true;
		return needsLook === "if_possible" && this.#state !== "asking";
	}

	close(): void {
		this.#state = "closed";
		this.#patience.cancel();
		this.#retry?.cancel();
	}

	#ask(sinceMs: number): void {
		this.#options.look(sinceMs).then(
			() => this.#change("done", undefined),
			(error: unknown) => {
				this.#change("failed", error instanceof Error ? error.message : String(error));
				this.#askAgain();
			},
		);
	}

	#askAgain(): void {
		if (this.#state === "closed") return;
		const { clock } = this.#options;
		this.#retry = clock.setTimer(this.#retryMs, () => this.#ask(clock.monotonicMs()));
		this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
	}

	#endPatience(): void {
		if (this.#state === "asking") this.#change("late", undefined);
	}

	#change(state: "late" | "failed" | "done", problem: string | undefined): void {
		if (this.#state === "closed") return;
		if (state === "done") this.#patience.cancel();
		this.#state = state;
		this.#problem = problem;
		this.#options.onChange();
	}
}
