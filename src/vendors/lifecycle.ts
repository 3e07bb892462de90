/** What the hooks of every vendor come down to: what happened in whose session, in the words of the bus. */
import type { Conclusion, JsonObject } from "../event/event.js";
import type { Door, ReportedState } from "../protocol/agent-messages.js";

export type LifecycleType =
	| "agent_started"
	| "agent_turn_started"
	| "agent_turn_ended"
	| "agent_idle"
	| "agent_failed"
	| "agent_needs_input"
	| "agent_ended"
	/** Whatever else a vendor calls its hooks for. */
	| "agent_hook";

export interface LifecycleEvent {
	readonly type: LifecycleType;
	/** @default what the type says by itself */
	readonly conclusion?: Conclusion;
	/** What a hook proves of the session that is no moment of its life by itself: a tool that ran was allowed to. */
	readonly state?: ReportedState;
}

/** One call of a hook, as the vendor made it. */
export interface HookCall {
	/** What the command line calls the moment; the payload's own word for it is heeded first. */
	readonly event: string | undefined;
	readonly payload: JsonObject;
	readonly env: Readonly<Record<string, string | undefined>>;
}

export interface LifecycleReport {
	/** The vendor's name of the moment. */
	readonly hookEvent: string | undefined;
	/** The vendor's id of the session. */
	readonly session: string | undefined;
	readonly cwd: string | undefined;
	/** In the order in which they are published; at least one. */
	readonly events: readonly LifecycleEvent[];
	/** What is worth matching on, besides what is said above. */
	readonly facts: JsonObject;
	/** How the session can be woken. */
	readonly doors: readonly Door[];
}

/** Pure, and never throws whatever the payload is. */
export type ReadLifecycle = (call: HookCall) => LifecycleReport;

/** Its session begins with it, or is taken up again. */
export function beginsSession({ events }: Pick<LifecycleReport, "events">): boolean {
	return events.some(({ type }) => type === "agent_started");
}

export const STARTED: readonly LifecycleEvent[] = [{ type: "agent_started" }];
export const TURN_STARTED: readonly LifecycleEvent[] = [{ type: "agent_turn_started" }];
export const FINISHED: readonly LifecycleEvent[] = [{ type: "agent_turn_ended" }, { type: "agent_idle" }];
export const INTERRUPTED: readonly LifecycleEvent[] = [
	{ type: "agent_turn_ended", conclusion: "cancelled" },
	{ type: "agent_idle" },
];
/** The turn is over and what it started is not: whoever waits for the agent to be idle waits on. */
export const PAUSED: readonly LifecycleEvent[] = [{ type: "agent_turn_ended" }];
export const FAILED: readonly LifecycleEvent[] = [{ type: "agent_failed" }];
export const NEEDS_INPUT: readonly LifecycleEvent[] = [{ type: "agent_needs_input" }];
export const ENDED: readonly LifecycleEvent[] = [{ type: "agent_ended" }];
export const OTHER: readonly LifecycleEvent[] = [{ type: "agent_hook" }];
export const AT_WORK: readonly LifecycleEvent[] = [{ type: "agent_hook", state: "working" }];
