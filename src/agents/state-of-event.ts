/** What an agent does, as far as an event about it tells: one model for every vendor's words. */
import type { BusEvent } from "../event/event.js";
import { AGENT_STATES, type AgentState, type ReportedState } from "../protocol/agent-messages.js";

export interface Sighting {
	readonly agent: string;
	/** `gone` when it has said that it ends. */
	readonly state: AgentState;
	readonly doing: string | null;
}

/** Undefined for an event that says nothing of the kind. */
export function findSighting({ event_type, fields }: BusEvent): Sighting | undefined {
	const agent = textOf(fields["agent"]);
	const state = stateOf(event_type, fields);
	if (agent === undefined || state === undefined) return undefined;
	return { agent, state, doing: textOf(fields["doing"]) ?? null };
}

const STATES: ReadonlyMap<string, AgentState> = new Map<string, AgentState>([
	["agent_started", "idle"],
	["agent_turn_started", "working"],
	["agent_needs_input", "waiting_for_permission"],
	["agent_turn_ended", "idle"],
	["agent_idle", "idle"],
	["agent_failed", "failed"],
	["agent_ended", "gone"],
]);

const REPORTED = AGENT_STATES.filter((state): state is ReportedState => state !== "gone");

/** The event types that tell of an agent's state. */
export const SIGHTING_TYPES: readonly string[] = [...STATES.keys(), "agent_hook"];

function stateOf(eventType: string, fields: BusEvent["fields"]): AgentState | undefined {
	if (eventType === "agent_hook") return REPORTED.find((state) => state === fields["state"]);
	const state = STATES.get(eventType);
	// A turn that leaves work running in the background is a pause, not an end.
	return state === "idle" && hasBackgroundWork(fields) ? "waiting_on_background" : state;
}

/** Either how many tasks there are, or the tasks. */
function hasBackgroundWork({ background_tasks: tasks }: BusEvent["fields"]): boolean {
	return Array.isArray(tasks) ? tasks.length > 0 : typeof tasks === "number" && tasks > 0;
}

function textOf(value: unknown): string | undefined {
	return typeof value === "string" && value !== "" ? value : undefined;
}
