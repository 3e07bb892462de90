/** Which of the agents on the bus the session is that started this server. */
import type { AgentInfo } from "../client/agents.js";

export interface Self {
	/** As the user wants the agent to be called. */
	readonly name: string | undefined;
	/** The processes that this one descends from, the nearest first. */
	readonly ancestorPids: readonly number[];
}

/** Several where one process has several sessions. */
export function findOwn(agents: readonly AgentInfo[], { ancestorPids }: Self): readonly AgentInfo[] {
	// An agent may have started another one, which started this: those are two.
	const nearest = ancestorPids.find((ancestor) => agents.some(({ pid }) => pid === ancestor));
	return agents.filter(({ pid }) => nearest !== undefined && pid === nearest);
}
