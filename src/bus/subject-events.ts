/** All that the log holds of a subject, kept up with the bus. */
import { type CompiledMatcher, compileMatchers } from "../event/matcher/compile-matcher.js";
import type { Subject } from "../event/subject.js";
import type { Bus } from "./bus.js";
import type { CommittedEvent } from "./committed-event.js";
import type { Subscription } from "./subscription.js";

export interface SubjectEventsOptions {
	readonly bus: Bus;
	readonly subject: Pick<Subject, "selections">;
	/** All there is has been read. Called again with each change. */
	readonly onRead: () => void;
	/** Other selections are followed than before. */
	readonly onFollow: (matchers: readonly CompiledMatcher[]) => void;
	readonly onError: (error: unknown) => void;
}

interface Followed {
	readonly matcher: CompiledMatcher;
	readonly subscription: Subscription;
}

// Of one subject; the oldest are left out, as retention does.
const MAX_EVENTS = 10_000;

export class SubjectEvents {
	readonly #options: SubjectEventsOptions;
	readonly #bySeq = new Map<number, CommittedEvent>();
	readonly #followed = new Map<string, Followed>();
	#hasNews = false;
	#isUpdating = false;
	#isClosed = false;

	constructor(options: SubjectEventsOptions) {
		this.#options = options;
	}

	get matchers(): readonly CompiledMatcher[] {
		return [...this.#followed.values()].map(({ matcher }) => matcher);
	}

	/** In commit order. */
	all(): readonly CommittedEvent[] {
		return [...this.#bySeq.values()].sort((a, b) => a.seq - b.seq).slice(-MAX_EVENTS);
	}

	/** Reads what is new, and tells that it is read. */
	update(): void {
		this.#hasNews = true;
		if (this.#isUpdating || this.#isClosed) return;
		this.#isUpdating = true;
		this.#keepUp().catch(this.#options.onError);
	}

	close(): void {
		this.#isClosed = true;
		for (const { subscription } of this.#followed.values()) subscription.close();
		this.#followed.clear();
		this.#bySeq.clear();
	}

	async #keepUp(): Promise<void> {
		while (this.#hasNews && !this.#isClosed) {
			this.#hasNews = false;
			const hasMore = await this.#follow();
			if (this.#isClosed) return;
			if (hasMore) this.#hasNews = true;
			else this.#options.onRead();
		}
		this.#isUpdating = false;
	}

	/** @returns whether there were selections to read that were not followed before */
	async #follow(): Promise<boolean> {
		const wanted = this.#options.subject.selections(this.all().map(({ event }) => event));
		const keys = new Set(wanted.map((specs) => JSON.stringify(specs)));
		const isDropping = this.#drop(keys);
		const added = wanted.filter((specs) => !this.#followed.has(JSON.stringify(specs)));
		for (const specs of added) {
			const matcher = await compileMatchers(specs);
			if (this.#isClosed) return false;
			// First what comes, then what there is: nothing falls between the two.
			const subscription = this.#subscribe(matcher);
			this.#followed.set(JSON.stringify(specs), { matcher, subscription });
			await this.#readLog(matcher);
		}
		if (added.length > 0 || isDropping) this.#options.onFollow(this.matchers);
		return added.length > 0;
	}

	#drop(wanted: ReadonlySet<string>): boolean {
		const unwanted = [...this.#followed].filter(([key]) => !wanted.has(key));
		for (const [key, { subscription }] of unwanted) {
			subscription.close();
			this.#followed.delete(key);
		}
		return unwanted.length > 0;
	}

	#subscribe(matcher: CompiledMatcher): Subscription {
		return this.#options.bus.subscribe(
			[matcher],
			{ from: "now" },
			{
				isFull: () => false,
				deliver: (committed) => {
					this.#add(committed);
					this.update();
				},
				gap: () => undefined,
				caughtUp: () => undefined,
			},
		);
	}

	async #readLog(matcher: CompiledMatcher): Promise<void> {
		const { log } = this.#options.bus;
		for (let cursor = 0, isEnd = false; !isEnd && !this.#isClosed; ) {
			const page = log.readAfter(cursor, [matcher]);
			for (const committed of page.events)
				if (matcher.matches(committed.event, committed.payload)) this.#add(committed);
			({ nextSeq: cursor, isEnd } = page);
			// A page is a turn, so that others are served in between.
			if (!isEnd) await new Promise((resolve) => setImmediate(resolve));
		}
	}

	#add(committed: CommittedEvent): void {
		// Whether it was read or came live, it is the same object to whoever judges.
		if (!this.#bySeq.has(committed.seq)) this.#bySeq.set(committed.seq, committed);
		if (this.#bySeq.size > 2 * MAX_EVENTS) this.#forgetOldest();
	}

	#forgetOldest(): void {
		const kept = this.all();
		this.#bySeq.clear();
		for (const committed of kept) this.#bySeq.set(committed.seq, committed);
	}
}
