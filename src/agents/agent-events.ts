/** What the bus says of agents by itself. */
import type { EventDraft } from "../event/event.js";
import type { AgentInfo } from "../protocol/agent-messages.js";

export const AGENT_SOURCE = "agent";

export function joinedDraft(agent: AgentInfo): EventDraft {
	const by = agent.vendor === null ? "" : ` (${agent.vendor})`;
	return agentDraft(agent, { event_type: "agent_joined", summary: `${agent.name}${by} is here` });
}

export function stateDraft(agent: AgentInfo, before: AgentInfo["state"]): EventDraft {
	const doing = agent.doing === null ? "" : `: ${agent.doing}`;
	return agentDraft(agent, {
		event_type: "agent_state",
		summary: `${agent.name} is ${agent.state.replaceAll("_", " ")}${doing}`,
		fields: { previous_state: before },
	});
}

export function leftDraft(agent: AgentInfo): EventDraft {
	const summary = `${agent.name} left`;
	return agentDraft(agent, { event_type: "agent_left", summary, fields: { status: "completed" } });
}

/** A failure: whoever waits for the agent's work must not take this for its end. */
export function lostDraft(agent: AgentInfo, reason: string): EventDraft {
	return agentDraft(agent, {
		event_type: "agent_lost",
		summary: `${agent.name} was lost: ${reason}`,
		fields: { status: "completed", conclusion: "failure", reason },
	});
}

function agentDraft(
	{ name, vendor, session, cwd, pid, state, doing, registered_at_ms: registeredAtMs, end }: AgentInfo,
	{ event_type, summary, fields = {} }: Pick<EventDraft, "event_type" | "summary" | "fields">,
): EventDraft {
	// One coming and one going, also when a daemon dies between saying so and remembering that it has.
	const isOnce = event_type === "agent_joined" || end !== null;
	const deliveryId = isOnce ? `agent:${name}:${registeredAtMs}:${end ?? "joined"}` : undefined;
	return {
		source: AGENT_SOURCE,
		event_type,
		...(deliveryId === undefined ? {} : { delivery_id: deliveryId }),
		owner: "local",
		repo: "agents",
		...(summary === undefined ? {} : { summary }),
		fields: { agent: name, vendor, session, cwd, pid, state, doing, ...fields },
	};
}
