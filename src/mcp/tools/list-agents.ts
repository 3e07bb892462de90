import { AGENT_STATES } from "../../client/agents.js";
import { AGENT_NAME, input, output, READ_ONLY } from "../schemas.js";
import { defineTool } from "../tool.js";

interface Input {
	readonly gone?: boolean;
}

export const listAgents = defineTool<Input>({
	listing: {
		name: "list_agents",
		title: "List agents",
		description: "Who is on this machine's bus, what each does, and who holds which resource.",
		annotations: READ_ONLY,
		inputSchema: input({ gone: { type: "boolean", description: "Also those who went lately" } }),
		outputSchema: output(
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
			},
			["agents", "leases"],
		),
	},
	run: async ({ gone = false }, { bus, signal }) => {
		const [agents, leases] = await Promise.all([
			bus.agents.list({ gone, signal }),
			bus.leases.list({ signal }),
		]);
		return {
			text: `${agents.length} agent(s), ${leases.length} lease(s)`,
			data: [...agents, ...leases].map((each) => JSON.stringify(each)),
			structured: {
				agents: agents.map((agent) => ({ ...agent })),
				leases: leases.map((lease) => ({ ...lease })),
			},
		};
	},
});
