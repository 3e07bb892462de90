/** A subscription of a version 2 client: events leave while the client grants credit and reads. */
import type { Bus } from "../bus/bus.js";
import type { CommittedEvent } from "../bus/committed-event.js";
import type { Subscription } from "../bus/subscription.js";
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import type { Since } from "../event/since.js";
import { encodeFrameAround } from "../protocol/frame.js";
import type { Activity, SessionContext } from "./session-v2.js";

export interface EventStreamOptions {
	readonly bus: Bus;
	readonly session: SessionContext;
	readonly id: number;
	readonly matchers: readonly CompiledMatcher[];
	readonly since: Since;
	/** The newest event when it was asked for; null while the log was empty. */
	readonly cursor: string | null;
	/** Events the client takes before it grants more. @default no limit but the socket's */
	readonly credit: number | undefined;
	/** What the daemon has to say about the stream before it begins. */
	readonly notes: readonly string[];
	readonly onClose: () => void;
}

export class EventStream implements Activity {
	readonly #options: EventStreamOptions;
	readonly #before: string;
	readonly #subscription: Subscription;
	#credit: number;

	constructor(options: EventStreamOptions) {
		const { bus, session, id, matchers, since, cursor, credit, notes } = options;
		this.#options = options;
		this.#before = `{"op":"event","id":${id},"event":`;
		this.#credit = credit ?? Number.POSITIVE_INFINITY;
		session.reply({ op: "subscribed", id, cursor, notes });
		this.#subscription = bus.subscribe(matchers, since, {
			isFull: () => this.#credit <= 0 || session.outbox.isFull,
			deliver: (committed) => this.#deliver(committed),
			gap: (removedThrough) => session.reply({ op: "gap", id, removed_through: removedThrough }),
			caughtUp: () => session.reply({ op: "caught_up", id, cursor: bus.log.headEventId() ?? null }),
		});
	}

	grant(credit: number): void {
		this.#credit += credit;
		this.#subscription.resume();
	}

	get isBehind(): boolean {
		return this.#credit > 0 && this.#subscription.isBehind;
	}

	onDrain(): void {
		this.#subscription.resume();
	}

	cancel(replyId: number): void {
		const { session, id } = this.#options;
		session.finish(id);
		session.reply({ op: "cancelled", id: replyId, target: id, clauses: [] });
	}

	close(): void {
		this.#subscription.close();
		this.#options.onClose();
	}

	#deliver(committed: CommittedEvent): void {
		this.#credit -= 1;
		this.#options.session.outbox.send(committed.framedAfter(this.#before, toFrame));
	}
}

function toFrame(before: string, bytes: Buffer): Buffer {
	return encodeFrameAround(before, bytes, "}");
}
