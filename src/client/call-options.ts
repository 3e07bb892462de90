import type { SubjectReport } from "../event/subject-report.js";
import type { WaitOptions } from "./terms.js";

export interface CallOptions {
	/** Ends the call; it then rejects with the signal's reason. */
	readonly signal?: AbortSignal;
}

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
}

export interface SubscribeOptions extends CallOptions {
	/** Retention removed events this reader had not seen, up to and including the one of this id. */
	readonly onGap?: (removedThrough: string) => void;
	/** Everything the log held when the stream began has been given out. Called once. */
	readonly onCaughtUp?: () => void;
	/** The stream is over, for whatever reason. Called once. */
	readonly onClosed?: () => void;
}

export interface WhyQuestion {
	/** Only the waits of this process. @default all of them */
	readonly pid?: number;
	/** A wait that is only proposed, instead of those that go on. */
	readonly terms?: WaitOptions;
}
