/** What the HTTP dialect needs of the bus; src/daemon/http-backend.ts gives it. */
import type { BusError } from "../errors.js";
import type { ParsedDraft } from "../event/draft.js";
import type { BusEvent } from "../event/event.js";
import type { Since } from "../event/since.js";
import type { EmitResult, Selection, SourceStatus } from "../protocol/messages.js";

export interface HttpBackend {
	/** Resolves after the commit. Rejects with BusError STORE_FAILED or STORE_FULL, and then stored nothing. */
	publish(drafts: readonly ParsedDraft[]): Promise<readonly EmitResult[]>;
	/** @throws BusError MATCHER_INVALID */
	compile(selection: Selection): Promise<EventSelection>;
	/** Canonical JSON of an event, and its raw payload as JSON when it has one. */
	findEvent(eventId: string): { readonly text: string; readonly payloadText: string | undefined } | undefined;
	/** The newest event; 0 while there is none. */
	headSeq(): number;
	health(): Health;
	metrics(): MetricsSnapshot;
}

interface EventSelection {
	/** Delivers what is selected, from `since` on. What the sink is told may come before this returns. */
	subscribe(since: Since, sink: EventSink): EventReader;
	/** Has the sources that are named start, before somebody subscribes for longer. */
	ask(): Promise<EventInquiry>;
}

export interface EventInquiry {
	/** One line each, for whoever listens. */
	readonly notes: readonly string[];
	/** Why what is selected can never come; undefined when it may. */
	readonly refusal: BusError | undefined;
	/** Nobody listens any more. */
	readonly takeBack: () => void;
}

export interface EventSink {
	/** Whether more may be delivered now. Once it may again, `resume` is called. */
	isFull(): boolean;
	deliver(event: LogEvent): void;
	/** Retention removed events that this reader had not seen, up to and including this id. */
	gap(removedThrough: string): void;
	/** Everything that was in the log has been delivered. */
	caughtUp(): void;
}

export interface LogEvent {
	readonly seq: number;
	/** Canonical JSON as UTF-8. */
	readonly bytes: Buffer;
	/** Another encoding, made once however many readers want it. */
	encodedAs(encode: (event: BusEvent) => string): Buffer;
}

export interface EventReader {
	resume(): void;
	close(): void;
}

interface Health {
	readonly version: string;
	readonly pid: number;
	readonly uptimeMs: number;
}

export interface MetricsSnapshot extends HeardCounts {
	readonly version: string;
	readonly startedAtSeconds: number;
	readonly committedBySource: ReadonlyMap<string, number>;
	readonly duplicates: number;
	readonly delivered: number;
	readonly commits: Histogram;
	readonly connections: number;
	readonly subscriptions: number;
	readonly waits: number;
	readonly databaseBytes: number;
	readonly residentBytes: number;
}

/** What came by other ways than the socket. Routes, outcomes and states are from tables of ours, and so few. */
export interface HeardCounts {
	readonly webhookRequests: readonly {
		readonly route: string;
		readonly outcome: string;
		readonly count: number;
	}[];
	readonly webhookBytes: readonly { readonly route: string; readonly bytes: number }[];
	readonly sources: readonly SourceCount[];
}

export type SourceState = SourceStatus["state"];

interface SourceCount {
	readonly name: string;
	readonly state: SourceState;
	readonly restarts: number;
	/** Its events that were new. */
	readonly committed: number;
}

export interface Histogram {
	/** Upper bounds, in the unit of the metric. */
	readonly bounds: readonly number[];
	/** One count for each bound, not cumulated, and one for what exceeds them all. */
	readonly counts: readonly number[];
	readonly sum: number;
}
