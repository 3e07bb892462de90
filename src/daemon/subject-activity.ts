/** A version 2 client's wait for a state, from its registration to the reply that ends it. */
import type { Bus } from "../bus/bus.js";
import { type SubjectEnd, SubjectWait, type SubjectWaitOptions } from "../bus/subject-wait.js";
import type { BusError } from "../errors.js";
import { encodeEvent } from "../event/encode-event.js";
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import type { Since } from "../event/since.js";
import type { Subject } from "../event/subject.js";
import type { SubjectReport } from "../event/subject-report.js";
import type { Clock } from "../platform/clock.js";
import { encodeFrame } from "../protocol/frame.js";
import type { ClauseState } from "../protocol/messages.js";
import type { Activity, WaitSession } from "./session-v2.js";

export interface SubjectActivityOptions {
	readonly bus: Bus;
	readonly clock: Clock;
	readonly session: WaitSession;
	readonly id: number;
	readonly subject: Subject;
	readonly since: Since;
	readonly unless: readonly CompiledMatcher[];
	readonly unlessSince: Since;
	/** The newest event when it was asked for; null while the log was empty. */
	readonly cursor: string | null;
	/** What the daemon has to say about the wait before it begins. */
	readonly notes: readonly string[];
	/** Why it is given up once what the log holds has not settled it. */
	readonly refusal: BusError | undefined;
	/** Asks the sources for these events, instead of those before. */
	readonly ask: (matchers: readonly CompiledMatcher[]) => void;
	readonly askedAtMs: SubjectWaitOptions["askedAtMs"];
	readonly look: SubjectWaitOptions["look"];
	readonly onClose: (activity: SubjectActivity) => void;
}

export class SubjectActivity implements Activity {
	readonly kind = "subject";
	readonly peerPid: number;
	readonly startedAtMs: number;
	readonly wait: SubjectWait;
	readonly #options: SubjectActivityOptions;
	/** What the client has not been told because it does not read. */
	#untold: SubjectReport | undefined;

	constructor(options: SubjectActivityOptions) {
		const { bus, clock, session, id, subject, since, unless, unlessSince, refusal, ask, look } = options;
		this.#options = options;
		this.peerPid = session.peerPid;
		this.startedAtMs = clock.nowMs();
		if (refusal === undefined) {
			const { cursor, notes } = options;
			session.reply({ op: "waiting", id, cursor, text: this.text, notes });
		}
		this.wait = new SubjectWait({
			bus,
			clock,
			subject,
			since,
			unless,
			unlessSince,
			onFollow: (matchers) => ask([...matchers, ...unless]),
			onProgress: (report) => (refusal === undefined ? this.#tell(report) : this.#fail(refusal)),
			askedAtMs: options.askedAtMs,
			look,
			onEnd: (end) => this.#onEnd(end),
			onError: (error) => this.#fail(error),
		});
	}

	/** What it waits for, in words. */
	get text(): string {
		const { subject, unless } = this.#options;
		const others = unless.map(({ text }) => text).join(" or ");
		return `${subject.text}${others === "" ? "" : `, unless ${others}`}`;
	}

	/** The subject as the one clause of the wait. */
	get clause(): ClauseState {
		return { text: this.#options.subject.text, matched_event_id: null, matches: 0 };
	}

	cancel(replyId: number): void {
		const { session, id } = this.#options;
		session.reply({ op: "cancelled", id: replyId, target: id, clauses: [this.clause] });
		session.finish(id);
	}

	// Its client asks again when the daemon goes, and is told anew.
	readonly isBehind = false;

	onDrain(): void {
		const untold = this.#untold;
		this.#untold = undefined;
		if (untold !== undefined) this.#tell(untold);
	}

	grant(): void {
		// Credit is for streams.
	}

	close(): void {
		this.wait.close();
		this.#options.onClose(this);
	}

	// How it stood before it stood as now is nothing to keep for a client that does not read.
	#tell(report: SubjectReport): void {
		const { session, id } = this.#options;
		if (session.outbox.isFull) this.#untold = report;
		else session.reply({ op: "progress", id, report });
	}

	#fail(error: unknown): void {
		const { session, id } = this.#options;
		session.fail(id, error);
		session.finish(id);
	}

	#onEnd({ reason, verdict, event, report }: SubjectEnd): void {
		const { session, id } = this.#options;
		session.outbox.send(encodeFrame(`{"op":"event","id":${id},"event":${encodeEvent(event)}}`));
		session.reply({ op: "matched", id, reason, verdict, report });
		session.finish(id);
	}
}
