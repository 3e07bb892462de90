/** One MCP server for one connection; the same registration serves every revision of the protocol. */
// The SDK calls its lower layer deprecated to lead beginners to the other one, which cannot take a JSON Schema as it is.
/* oxlint-disable typescript/no-deprecated */
import { ProtocolError, ProtocolErrorCode, Server } from "@modelcontextprotocol/server";
import { budgetFor } from "./budget.js";
import { INSTRUCTIONS } from "./instructions.js";
import { readResource, RESOURCE_TEMPLATES } from "./resources.js";
import type { Timers } from "./pending-waits.js";
import type { ToolServices } from "./tool.js";
import { TOOLS } from "./tools.js";

export interface ServerSettings {
	readonly version: string;
	/** How long a call may block, whoever the client is. */
	readonly budgetMs: number | undefined;
	readonly env: NodeJS.ProcessEnv;
	readonly timers: Timers;
}

/** What lists hold changes with a release only. */
const FIXED = { ttlMs: 60 * 60_000, cacheScope: "public" } as const;

export function createServer(services: ToolServices, settings: ServerSettings): Server {
	const server = new Server(
		{ name: "waitbus", title: "waitbus", version: settings.version },
		{
			capabilities: { tools: {}, resources: {} },
			instructions: INSTRUCTIONS,
			cacheHints: { "tools/list": FIXED, "resources/list": FIXED, "resources/templates/list": FIXED },
		},
	);
	server.setRequestHandler("tools/list", () => ({
		tools: TOOLS.filter(({ isHidden }) => !isHidden).map(({ listing }) => listing),
	}));
	server.setRequestHandler("tools/call", async ({ params }, { mcpReq }) => {
		const tool = TOOLS.find(({ listing }) => listing.name === params.name);
		if (tool === undefined)
			throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${params.name}`);
		const clientName = server.getClientVersion()?.name;
		const progressToken = mcpReq._meta?.progressToken;
		let progress = 0;
		return await tool.call(params.arguments, {
			...services,
			budgetMs: budgetFor({ fixedMs: settings.budgetMs, clientName, env: settings.env }),
			signal: mcpReq.signal,
			onProgress:
				progressToken === undefined
					? undefined
					: (message) => {
							progress += 1;
							const params = { progressToken, progress, message };
							// A client that is gone hears nothing more; the call ends by its signal.
							mcpReq.notify({ method: "notifications/progress", params }).catch(() => undefined);
						},
		});
	});
	server.setRequestHandler("resources/list", () => ({ resources: [] }));
	server.setRequestHandler("resources/templates/list", () => ({
		resourceTemplates: [...RESOURCE_TEMPLATES],
	}));
	server.setRequestHandler(
		"resources/read",
		async ({ params: { uri } }, { mcpReq: { signal } }) => await readResource(services.bus, { uri, signal }),
	);
	return server;
}
