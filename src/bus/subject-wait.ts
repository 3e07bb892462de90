/** A wait for a state: judged by what the log holds of its subject, and again whenever an event speaks of it. */
import { createDeferred } from "../platform/deferred.js";
import type { BusEvent } from "../event/event.js";
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import type { Since } from "../event/since.js";
import type { Judgement, Subject } from "../event/subject.js";
import type { SubjectReport } from "../event/subject-report.js";
import type { Verdict } from "../event/verdict.js";
import { BusError } from "../errors.js";
import type { Clock, Timer } from "../platform/clock.js";
import type { Bus } from "./bus.js";
import type { CommittedEvent } from "./committed-event.js";
import { SubjectEvents } from "./subject-events.js";
import { SubjectLook } from "./subject-look.js";
import type { Subscription } from "./subscription.js";

export interface SubjectEnd {
	readonly reason: "matched" | "unless";
	readonly verdict: Verdict;
	readonly event: BusEvent;
	/** How the subject stood. */
	readonly report: SubjectReport;
}

export interface SubjectWaitOptions {
	readonly bus: Bus;
	readonly clock: Clock;
	readonly subject: Subject;
	/** Only an answer that an event after this one gave counts. `start` takes any. */
	readonly since: Since;
	/** Any of these ends the wait as a failure … */
	readonly unless: readonly CompiledMatcher[];
	/** … from here on. */
	readonly unlessSince: Since;
	/** Another line is to be said of it. Called with each transition, the first time with how it stands. */
	readonly onProgress: (report: SubjectReport) => void;
	/** Other events speak of it now than before. */
	readonly onFollow: (matchers: readonly CompiledMatcher[]) => void;
	/** When its first selections were asked for, on the monotonic clock: a look that began then or later knows of them. */
	readonly askedAtMs: number;
	/** Has its source look at what these ask for, since a moment of the monotonic clock before which nobody asked. */
	readonly look: (matchers: readonly CompiledMatcher[], sinceMs: number) => Promise<void>;
	/** Called once. */
	readonly onEnd: (end: SubjectEnd) => void;
	readonly onError: (error: unknown) => void;
}

export class SubjectWait {
	readonly #options: SubjectWaitOptions;
	readonly #events: SubjectEvents;
	readonly #afterSeq: number;
	readonly #unlessRead = createDeferred<void>();
	readonly #unless: Subscription | undefined;
	#unlessMatch: CommittedEvent | undefined;
	#look: SubjectLook | undefined;
	#timer: Timer | undefined;
	#told: SubjectReport | undefined;
	#isOver = false;

	constructor(options: SubjectWaitOptions) {
		const { bus, subject, since, onError } = options;
		this.#options = options;
		this.#afterSeq = bus.log.seqFor(since);
		this.#unless = this.#watchUnless();
		this.#events = new SubjectEvents({
			bus,
			subject,
			onFollow: (matchers) => this.#onFollow(matchers),
			onError,
			onRead: () => this.#judge(),
		});
		this.#unlessRead.promise.then(() => this.#events.update(), onError);
	}

	/** The selections that it follows now. */
	get matchers(): readonly CompiledMatcher[] {
		return this.#events.matchers;
	}

	/** How it stood at the latest; undefined before the log was read. */
	get report(): SubjectReport | undefined {
		return this.#told;
	}

	close(): void {
		this.#isOver = true;
		this.#timer?.cancel();
		this.#look?.close();
		this.#unless?.close();
		this.#events.close();
	}

	#watchUnless(): Subscription | undefined {
		const { bus, unless, unlessSince } = this.#options;
		if (unless.length === 0) {
			this.#unlessRead.resolve();
			return undefined;
		}
		return bus.subscribe(unless, unlessSince, {
			isFull: () => false,
			deliver: (committed) => {
				this.#unlessMatch ??= committed;
				this.#unlessRead.promise.then(() => this.#events.update(), this.#options.onError);
			},
			gap: () => undefined,
			caughtUp: () => this.#unlessRead.resolve(),
		});
	}

	#onFollow(matchers: readonly CompiledMatcher[]): void {
		const { clock, askedAtMs, look, onFollow } = this.#options;
		onFollow(matchers);
		this.#look ??= new SubjectLook({
			clock,
			askedAtMs,
			look: (sinceMs) => look(matchers, sinceMs),
			onChange: () => this.#events.update(),
		});
	}

	#judge(): void {
		if (this.#isOver) return;
		const { subject, clock, onEnd, onError } = this.#options;
		const committed = this.#events.all();
		const judgement = subject.judge(
			committed.map(({ event }) => event),
			clock.nowMs(),
		);
		const report = { ...judgement.standing, problem: this.#look?.problem ?? null };
		const end = this.#findEnd(judgement, committed);
		const error = end === undefined ? this.#findError(judgement) : undefined;
		if (end === undefined && error === undefined) return this.#goOn(judgement, report);
		this.close();
		if (end === undefined) onError(error);
		else onEnd({ ...end, report });
	}

	#goOn({ answer, judgeAgainAtMs }: Judgement, report: SubjectReport): void {
		const { clock, onProgress } = this.#options;
		this.#timer?.cancel();
		if (judgeAgainAtMs !== undefined) {
			const delayMs = Math.max(1, judgeAgainAtMs - clock.nowMs());
			this.#timer = clock.setTimer(delayMs, () => this.#events.update());
		}
		// An answer that is being confirmed is told when it is.
		if (answer !== undefined && this.#look?.isAsking === true) return;
		const isTold = report.text === this.#told?.text && report.problem === this.#told.problem;
		this.#told = report;
		if (!isTold) onProgress(report);
	}

	/** The source may say what makes it possible. */
	#findError({ error }: Judgement): BusError | undefined {
		if (error === undefined || this.#look?.hasEnded !== true) return undefined;
		const { problem } = this.#look;
		if (problem === undefined) return error;
		const { code, message, hint } = error;
		return new BusError(code, `${message} (${problem})`, hint === undefined ? {} : { hint });
	}

	#findEnd(
		{ answer }: Judgement,
		committed: readonly CommittedEvent[],
	): Omit<SubjectEnd, "report"> | undefined {
		const seq = committed.findLast(({ event }) => event === answer?.event)?.seq;
		const isNews = seq !== undefined && seq > this.#afterSeq;
		const isAnswered = isNews && answer !== undefined && this.#look?.isEnoughFor(answer) === true;
		const unless = this.#unlessMatch;
		// An event that says both "done" and "failed" is a failure.
		if (unless !== undefined && !(isAnswered && seq < unless.seq))
			return { reason: "unless", verdict: "failure", event: unless.event };
		if (!isAnswered) return undefined;
		return { reason: "matched", verdict: answer.verdict, event: answer.event };
	}
}
