/** A version 2 client's wait for a state, from its registration to the reply that ends it. */
import type { Bus } from "../bus/bus.js";
import { type SubjectEnd, SubjectWait } from "../bus/subject-wait.js";
import { encodeEvent } from "../event/encode-event.js";
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import type { Since } from "../event/since.js";
import type { Subject } from "../event/subject.js";
import type { SubjectReport } from "../event/subject-report.js";
import type { Clock } from "../platform/clock.js";
import { encodeFrame } from "../protocol/frame.js";
import type { ClauseState } from "../protocol/messages.js";
import type { Activity, SessionContext } from "./session-v2.js";

export interface SubjectActivityOptions {
	readonly bus: Bus;
	readonly clock: Clock;
	readonly session: SessionContext;
	readonly id: number;
	readonly subject: Subject;
	readonly since: Since;
	readonly unless: readonly CompiledMatcher[];
	readonly unlessSince: Since;
	/** Asks the sources for these events, instead of those before. */
	readonly ask: (matchers: readonly CompiledMatcher[]) => void;
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
		const { bus, clock, session, id, subject, since, unless, unlessSince, ask } = options;
		this.#options = options;
		this.peerPid = session.peerPid;
		this.startedAtMs = clock.nowMs();
		session.reply({
			op: "waiting",
			id,
			cursor: bus.log.headEventId() ?? null,
			text: this.text,
			notes: [],
		});
		this.wait = new SubjectWait({
			bus,
			subject,
			since,
			unless,
			unlessSince,
			onFollow: (matchers) => ask([...matchers, ...unless]),
			onProgress: (report) => this.#tell(report),
			onEnd: (end) => this.#onEnd(end),
			onError: (error) => {
				session.fail(id, error);
				session.finish(id);
			},
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

	#onEnd({ reason, verdict, event, report }: SubjectEnd): void {
		const { session, id } = this.#options;
		session.outbox.send(encodeFrame(`{"op":"event","id":${id},"event":${encodeEvent(event)}}`));
		session.reply({ op: "matched", id, reason, verdict, report });
		session.finish(id);
	}
}
