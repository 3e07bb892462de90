import { AGENT_STATES } from "../../client/agents.js";
import { toShown } from "../../event/fence.js";
import { pageFrom } from "../fit.js";
import { AGENT_NAME, fencedOutput, input, NEXT_CURSOR, READ_ONLY } from "../schemas.js";
import { defineTool } from "../tool.js";

interface Input {
	readonly gone?: boolean;
	readonly cursor?: string;
}

export const listAgents = defineTool<Input>({
	listing: {
		name: "list_agents",
		title: "List agents",
		description: "Who is on this machine's bus, what each does, and who holds which resource.",
		annotations: READ_ONLY,
		inputSchema: input({
			gone: { type: "boolean", description: "Also those who went lately" },
			cursor: { type: "string", pattern: "^\\d{1,9}$", description: "next_cursor of the last answer" },
		}),
		outputSchema: fencedOutput(
			{
				agents: {
					type: "array",
					items: {
						type: "object",
						properties: {
							name: AGENT_NAME,
							state: {
								enum: [...AGENT_STATES],
							},
							registered_at_ms: { type: "integer", description: "Milliseconds since the epoch" },
							state_since_ms: { type: "integer", description: "Milliseconds since the epoch" },
						},
						required: ["name", "state"],
					},
				},
				leases: { type: "array", items: { type: "object" }, description: "What is claimed, and by whom" },
				next_cursor: NEXT_CURSOR,
			},
			["agents", "leases", "next_cursor"],
		),
	},
	run: async ({ gone = false, cursor }, { bus, signal }) => {
		const [agents, leases] = await Promise.all([
			bus.agents.list({ gone, signal }),
			bus.leases.list({ signal }),
		]);
		const all = [...agents, ...leases].map((each) => toShown({ ...each }));
		const { rows, nextCursor } = pageFrom(all, cursor);
		const begin = Number(cursor ?? 0);
		const agentsHere = Math.max(0, agents.length - begin);
		return {
			text: `${agents.length} agent(s), ${leases.length} lease(s)${nextCursor === null ? "" : `; next_cursor ${nextCursor}`}`,
			structured: { next_cursor: nextCursor },
			untrusted: { agents: rows.slice(0, agentsHere), leases: rows.slice(agentsHere) },
		};
	},
});
