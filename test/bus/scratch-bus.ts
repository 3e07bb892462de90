import type { TestContext } from "node:test";
import { Bus } from "../../src/bus/bus.js";
import type { PublishOutcome } from "../../src/bus/publisher.js";
import type { Sink } from "../../src/bus/subscription.js";
import { parseDraft } from "../../src/event/draft.js";
import type { EventDraft } from "../../src/event/event.js";
import type { CompiledMatcher } from "../../src/event/matcher/compile-matcher.js";
import { compileMatchers } from "../../src/event/matcher/compile-matcher.js";
import { createLog, type Log } from "../../src/platform/log.js";
import type { RetentionPolicy, Store } from "../../src/store/store.js";
import { openScratchStore } from "../store/scratch-store.js";
import { createFakeClock, type FakeClock } from "../support/fake-clock.js";

export interface ScratchBus {
	readonly bus: Bus;
	readonly store: Store;
	readonly clock: FakeClock;
	/** What went wrong, one JSON line each. */
	readonly logged: readonly string[];
	/** Resolves with the answer to the emitter. */
	publish(...drafts: readonly Partial<EventDraft>[]): Promise<PublishOutcome>;
	/** Publishes events numbered so in `fields.n`. */
	publishNumbers(first: number, last: number, extra?: Partial<EventDraft>): Promise<PublishOutcome>;
}

export interface ScratchBusOptions {
	readonly policy?: () => RetentionPolicy;
	/** Stands between the bus and its store. */
	readonly wrapStore?: (store: Store) => Store;
}

/** A bus on a real store, with a clock that the test moves. */
export async function openScratchBus(
	t: Pick<TestContext, "after">,
	options: ScratchBusOptions = {},
): Promise<ScratchBus> {
	const { store } = await openScratchStore(t);
	const scratch = startBus(options.wrapStore?.(store) ?? store, options.policy);
	t.after(() => scratch.bus.close());
	await turns(2);
	return scratch;
}

/** A bus on this store, as a daemon that has just started. */
export function startBus(
	store: Store,
	policy: () => RetentionPolicy = () => ({}),
	clock = createFakeClock(),
): ScratchBus {
	const logged: string[] = [];
	const log: Log = createLog({ write: (line) => logged.push(line), clock, minimumLevel: "debug" });
	const bus = new Bus({ store, clock, log, retention: policy });
	const publish = (...drafts: readonly Partial<EventDraft>[]): Promise<PublishOutcome> =>
		publishOn(bus, drafts);
	const publishNumbers = (
		first: number,
		last: number,
		extra: Partial<EventDraft> = {},
	): Promise<PublishOutcome> =>
		publish(
			...Array.from({ length: last - first + 1 }, (_, index) => ({
				...extra,
				fields: { ...extra.fields, n: first + index },
			})),
		);
	return { bus, store, clock, logged, publish, publishNumbers };
}

export function publishOn(bus: Bus, drafts: readonly Partial<EventDraft>[]): Promise<PublishOutcome> {
	return new Promise((resolve) => {
		bus.publish(
			drafts.map((draft) => parseDraft({ source: "test", event_type: "numbered", ...draft })),
			resolve,
		);
	});
}

/** Lets the event loop turn, so that everything that is due has been done. */
export async function turns(count: number): Promise<void> {
	for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** A sink that keeps what it gets, and that a test can fill. */
export class RecordingSink implements Sink {
	readonly numbers: number[] = [];
	readonly gaps: string[] = [];
	caughtUpCount = 0;
	isBlocked = false;
	onDeliver: (n: number) => void = () => undefined;

	isFull(): boolean {
		return this.isBlocked;
	}

	deliver({ event }: Parameters<Sink["deliver"]>[0]): void {
		const n = Number(event.fields["n"]);
		this.numbers.push(n);
		this.onDeliver(n);
	}

	gap(removedThrough: string): void {
		this.gaps.push(removedThrough);
	}

	caughtUp(): void {
		this.caughtUpCount += 1;
	}
}

export async function matching(...match: readonly string[]): Promise<CompiledMatcher> {
	return await compileMatchers({ match });
}

export function numbers(first: number, last: number): readonly number[] {
	return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
