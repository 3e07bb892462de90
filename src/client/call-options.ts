import type { SubjectReport } from "../event/subject-report.js";

/** What every call takes. */
export interface CallOptions {
	/** Ends the call; it then rejects with the signal's reason. */
	readonly signal?: AbortSignal;
}

/** What a wait takes besides its terms: how long, and what ends it. */
export interface WaitCallOptions extends CallOptions {
	/** Milliseconds to wait. @default no limit */
	readonly timeoutMs?: number;
	/**
	 * Called when the daemon has registered the wait: what happens from now on is not missed.
	 * `notes` are what the daemon has to say about it, `text` is what it waits for, in words.
	 */
	readonly onArmed?: (notes: readonly string[], text: string) => void;
	/** Called with each transition of what is waited for, when that has a state. `report.text` is one line for people. */
	readonly onProgress?: (report: SubjectReport) => void;
	/**
	 * Rejects with SOURCE_UNAVAILABLE when what is waited for can never come: there is no such source, or it cannot
	 * deliver. Otherwise `notes` say so, and the wait goes on. @default false
	 */
	readonly strict?: boolean;
	/**
	 * Should this process end before the wait has, the session of the agent that it belongs to is told of its end, and
	 * woken if it is idle. Rejects with DOOR_UNAVAILABLE when nothing could be told to it. @default false
	 */
	readonly deliver?: boolean;
}

/** What a subscription takes besides its matchers. */
export interface SubscribeOptions extends CallOptions {
	/**
	 * Called when the daemon has registered the stream: what happens from now on is not missed.
	 * `notes` are what the daemon has to say about it, such as a source that cannot deliver.
	 */
	readonly onArmed?: (notes: readonly string[]) => void;
	/** The loop throws SOURCE_UNAVAILABLE when what is selected can never come. @default false */
	readonly strict?: boolean;
	/** Retention removed events this reader had not seen, up to and including the one of this id. */
	readonly onGap?: (removedThrough: string) => void;
	/** Everything the log held when the stream began has been given out. Called once. */
	readonly onCaughtUp?: () => void;
	/** The stream is over, for whatever reason. Called once. */
	readonly onClosed?: () => void;
}
