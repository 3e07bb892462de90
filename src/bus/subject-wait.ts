/** A wait for a state: judged by what the log holds of its subject, and again whenever an event speaks of it. */
import { createDeferred } from "../platform/deferred.js";
import type { BusEvent } from "../event/event.js";
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import type { Since } from "../event/since.js";
import type { Judgement, Subject } from "../event/subject.js";
import type { SubjectReport } from "../event/subject-report.js";
import type { Verdict } from "../event/verdict.js";
import type { Bus } from "./bus.js";
import type { CommittedEvent } from "./committed-event.js";
import { SubjectEvents } from "./subject-events.js";
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
	#said: string | undefined;
	#isOver = false;

	constructor(options: SubjectWaitOptions) {
		const { bus, subject, since, onFollow, onError } = options;
		this.#options = options;
		this.#afterSeq = bus.log.seqFor(since);
		this.#unless = this.#watchUnless();
		this.#events = new SubjectEvents({
			bus,
			subject,
			onFollow,
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
	get text(): string | undefined {
		return this.#said;
	}

	close(): void {
		this.#isOver = true;
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

	#judge(): void {
		if (this.#isOver) return;
		const { subject, onProgress } = this.#options;
		const committed = this.#events.all();
		const judgement = subject.judge(committed.map(({ event }) => event));
		const end = this.#findEnd(judgement, committed);
		if (end !== undefined) {
			this.close();
			return this.#options.onEnd(end);
		}
		const { report } = judgement;
		if (report.text === this.#said) return;
		this.#said = report.text;
		onProgress(report);
	}

	#findEnd({ answer, report }: Judgement, committed: readonly CommittedEvent[]): SubjectEnd | undefined {
		const seq = committed.findLast(({ event }) => event === answer?.event)?.seq;
		const isAnswered = seq !== undefined && seq > this.#afterSeq;
		const unless = this.#unlessMatch;
		// An event that says both "done" and "failed" is a failure.
		if (unless !== undefined && !(isAnswered && seq < unless.seq))
			return { reason: "unless", verdict: "failure", event: unless.event, report };
		if (answer === undefined || !isAnswered) return undefined;
		return { reason: "matched", verdict: answer.verdict, event: answer.event, report };
	}
}
