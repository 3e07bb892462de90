import { lineageOf } from "../../platform/process-identity.js";
import type { AgentInfo } from "../../protocol/agent-messages.js";
import type { SessionContext } from "../session-v2.js";
import type { Agents } from "./open-agents.js";

/** The agent that a caller speaks as: its connection's own, or else the nearest process above it that is one. */
export function findCaller(
	{ roster }: Pick<Agents, "roster">,
	{ agent, peerPid }: Pick<SessionContext, "agent" | "peerPid">,
): AgentInfo | undefined {
	// A process may hold several connections, each of them another agent.
	if (agent !== undefined && roster.has(agent)) return roster.find(agent);
	return roster.findByProcess(lineageOf(peerPid));
}
