/** What a wait for a state is about: it has been settled already, or every event that speaks of it may settle it. */
import type { BusError } from "../errors.js";
import type { BusEvent, EventDraft } from "./event.js";
import type { MatcherSpecs } from "./matcher/compile-matcher.js";
import type { Standing } from "./subject-report.js";
import type { Verdict } from "./verdict.js";

export interface Subject {
	/** For people: `checks of acme/api#7`, `container web`. */
	readonly text: string;
	/**
	 * Which events speak of it. Asked again with what those told, until it names no others: which commit a pull request
	 * is at comes first, and what is said of that commit next.
	 * @param events All that the log holds of what it named before, in commit order.
	 */
	selections(events: readonly BusEvent[]): readonly MatcherSpecs[];
	/**
	 * How it stands.
	 * @param events All that the log holds of its selections, in commit order.
	 * @param nowMs Milliseconds since the epoch, on the clock that events are received by.
	 */
	judge(events: readonly BusEvent[], nowMs: number): Judgement;
	/**
	 * Asks whoever knows, before the log is judged for the first time.
	 * @returns what happened and the log does not hold
	 * @throws BusError SOURCE_FAILED
	 */
	look?(events: readonly BusEvent[], context: LookContext): Promise<readonly EventDraft[]>;
}

export interface LookContext {
	readonly env: NodeJS.ProcessEnv;
	readonly signal: AbortSignal;
}

export interface Judgement {
	/** Its `text` is told to whoever waits whenever it is another one than before. */
	readonly standing: Standing;
	/** Absent as long as it is not settled. */
	readonly answer?: Answer;
	/** Why it cannot be settled, unless the source finds something else when it looks. */
	readonly error?: BusError;
	/** When to judge again if no event comes before. */
	readonly judgeAgainAtMs?: number;
}

export interface Answer {
	readonly verdict: Verdict;
	/** The newest of the events that settled it. */
	readonly event: BusEvent;
	/**
	 * Whether the source must have looked since the wait began, because there may be more than the log holds.
	 * - `no`: the log is enough
	 * - `if_possible`: it is asked, and the answer given all the same when it cannot tell, or not at once
	 * - `yes`: the answer is given only then
	 */
	readonly needsLook: "no" | "if_possible" | "yes";
}
