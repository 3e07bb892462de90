/** A wait of a version 2 client, from its registration to the reply that ends it. */
import type { Bus } from "../bus/bus.js";
import { Wait, type WaitEnd } from "../bus/wait.js";
import type { BusError } from "../errors.js";
import type { ClauseProgress } from "../event/composition.js";
import { describeWait } from "../event/describe-wait.js";
import { encodeEvent } from "../event/encode-event.js";
import type { Since } from "../event/since.js";
import type { CompiledWaitSpec } from "../event/wait-spec.js";
import type { Clock } from "../platform/clock.js";
import { encodeFrame } from "../protocol/frame.js";
import type { ClauseState } from "../protocol/messages.js";
import type { Activity, WaitSession } from "./session-v2.js";

export interface WaitActivityOptions {
	readonly bus: Bus;
	readonly clock: Clock;
	readonly session: WaitSession;
	readonly id: number;
	readonly spec: CompiledWaitSpec;
	readonly since: Since;
	/** The newest event when it was asked for; null while the log was empty. */
	readonly cursor: string | null;
	/** What the daemon has to say about the wait before it begins. */
	readonly notes: readonly string[];
	/** Why it is given up once what the log holds has not met it. */
	readonly refusal: BusError | undefined;
	readonly onClose: (activity: WaitActivity) => void;
}

export class WaitActivity implements Activity {
	readonly kind = "events";
	readonly wait: Wait;
	readonly peerPid: number;
	readonly #options: WaitActivityOptions;

	constructor(options: WaitActivityOptions) {
		const { bus, clock, session, spec, since, id } = options;
		this.#options = options;
		this.peerPid = session.peerPid;
		if (options.refusal === undefined) this.#sayWaiting();
		this.wait = new Wait({
			bus,
			clock,
			spec,
			since,
			onEnd: (end) => this.#onEnd(end),
			onReplayed: () => this.#onReplayed(),
			onGap: (removedThrough) => session.reply({ op: "gap", id, removed_through: removedThrough }),
		});
	}

	cancel(replyId: number): void {
		const { session, id } = this.#options;
		session.reply({
			op: "cancelled",
			id: replyId,
			target: id,
			clauses: this.wait.state().map(toClauseState),
		});
		session.finish(id);
	}

	// Its client asks again, from where it began, when the daemon goes.
	readonly isBehind = false;

	onDrain(): void {
		// A wait writes a handful of frames at its end, and nothing before.
	}

	grant(): void {
		// Credit is for streams.
	}

	close(): void {
		this.wait.close();
		this.#options.onClose(this);
	}

	#sayWaiting(): void {
		const { session, id, spec, cursor, notes } = this.#options;
		session.reply({ op: "waiting", id, cursor, text: describeWait(spec), notes });
	}

	#onReplayed(): void {
		const { session, id, refusal } = this.#options;
		if (refusal === undefined) return;
		session.fail(id, refusal);
		session.finish(id);
	}

	#onEnd({ reason, verdict, events }: WaitEnd): void {
		const { session, id } = this.#options;
		for (const event of events)
			session.outbox.send(encodeFrame(`{"op":"event","id":${id},"event":${encodeEvent(event)}}`));
		session.reply({ op: "matched", id, reason, verdict });
		session.finish(id);
	}
}

export function toClauseState({ text, matchedEventId, matches }: ClauseProgress): ClauseState {
	return { text, matched_event_id: matchedEventId ?? null, matches };
}
