/** Publish, commit, acknowledge, deliver: in that order, for every event. */
import type { ParsedDraft } from "../event/draft.js";
import { EventIdGenerator } from "../event/event-id.js";
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import type { Since } from "../event/since.js";
import type { Clock } from "../platform/clock.js";
import type { Log } from "../platform/log.js";
import type { RetentionPolicy, Store } from "../store/store.js";
import type { CommittedEvent } from "./committed-event.js";
import { BusCounters } from "./counters.js";
import { LogReader } from "./log-reader.js";
import { MatcherIndex } from "./matcher-index.js";
import { Publisher, type PublishOutcome } from "./publisher.js";
import { Retention } from "./retention.js";
import { type Sink, Subscription } from "./subscription.js";

export interface BusOptions {
	readonly store: Store;
	readonly clock: Clock;
	readonly log: Log;
	readonly retention: () => RetentionPolicy;
}

export class Bus {
	readonly log: LogReader;
	readonly counters = new BusCounters();
	readonly #publisher: Publisher;
	readonly #retention: Retention;
	readonly #index = new MatcherIndex<Subscription>();
	readonly #subscriptions = new Set<Subscription>();

	constructor({ store, clock, log, retention }: BusOptions) {
		this.log = new LogReader(store);
		this.#retention = new Retention({ store, clock, log, policy: retention });
		this.#publisher = new Publisher({
			store,
			clock,
			counters: this.counters,
			ids: new EventIdGenerator(store.head()?.eventId ?? store.prunedThrough()?.eventId),
			onCommitted: (events) => this.#deliver(events),
		});
		this.#retention.check();
	}

	get subscriptionCount(): number {
		return this.#subscriptions.size;
	}

	/** The answer comes after the commit and before anyone is told. */
	publish(drafts: readonly ParsedDraft[], onOutcome: (outcome: PublishOutcome) => void): void {
		this.#publisher.publish(drafts, onOutcome);
	}

	/** Delivers what any of the matchers selects, from `since` on. No matchers select everything. */
	subscribe(matchers: readonly CompiledMatcher[], since: Since, sink: Sink): Subscription {
		const subscription = new Subscription({
			matchers,
			afterSeq: this.log.seqFor(since),
			sink,
			log: this.log,
			counters: this.counters,
			onClose: (closed) => {
				this.#subscriptions.delete(closed);
				this.#index.delete(closed, closed.matchers);
			},
		});
		this.#subscriptions.add(subscription);
		this.#index.add(subscription, matchers);
		return subscription;
	}

	/** Commits what is queued and stops retention; the store is its owner's to close. */
	close(): void {
		this.#publisher.flush();
		this.#retention.close();
	}

	#deliver(events: readonly CommittedEvent[]): void {
		for (const committed of events) {
			for (const subscription of this.#index.candidates(committed.event)) subscription.offer(committed);
		}
		this.#retention.onCommitted(events.length);
	}
}
