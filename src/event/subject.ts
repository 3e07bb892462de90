/** What a wait for a state is about: it has been settled already, or every event that speaks of it may settle it. */
import type { BusEvent, EventDraft } from "./event.js";
import type { MatcherSpecs } from "./matcher/compile-matcher.js";
import type { SubjectReport } from "./subject-report.js";
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
	/** How it stands, by all that the log holds of its selections, in commit order. */
	judge(events: readonly BusEvent[]): Judgement;
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
	readonly report: SubjectReport;
	/** Absent as long as it is not settled. */
	readonly answer?: {
		readonly verdict: Verdict;
		/** The newest of the events that settled it. */
		readonly event: BusEvent;
	};
}
