/** One MCP server for one connection; the same registration serves every revision of the protocol. */
// The SDK calls its lower layer deprecated to lead beginners to the other one, which cannot take a JSON Schema as it is.
/* oxlint-disable typescript/no-deprecated */
import {
	ProtocolError,
	ProtocolErrorCode,
	ResourceNotFoundError,
	Server,
	type ServerContext,
} from "@modelcontextprotocol/server";
import { budgetFor } from "./budget.js";
import { complete } from "./complete.js";
import { EVENTS_EXTENSION, serveEvents } from "./events/serve-events.js";
import type { PollLeases } from "./events/poll-leases.js";
import { CHANNEL_INSTRUCTIONS, INSTRUCTIONS } from "./instructions.js";
import type { Timers } from "./pending-waits.js";
import { isWatchable, type ResourceUpdates } from "./resource-updates.js";
import { parseResourceUri } from "./resource-uri.js";
import { readResource, RESOURCE_TEMPLATES, RESOURCES } from "./resources.js";
import type { ToolServices } from "./tool.js";
import { TOOLS } from "./tools.js";

export interface ServerSettings {
	readonly version: string;
	/** How long a call may block, whoever the client is. */
	readonly budgetMs: number | undefined;
	readonly env: NodeJS.ProcessEnv;
	readonly timers: Timers;
	/** It also tells by itself what happens, the way Claude Code takes it. @default false */
	readonly isChannel?: boolean;
}

export interface ServerServices extends ToolServices {
	readonly updates: ResourceUpdates;
	readonly polls: PollLeases;
}

/** What lists hold changes with a release only. */
const FIXED = { ttlMs: 60 * 60_000, cacheScope: "public" } as const;

// `events` is how the extension's sketch names it; clients of both texts are about.
const CAPABILITIES = {
	tools: {},
	resources: { subscribe: true },
	completions: {},
	events: {},
	extensions: { [EVENTS_EXTENSION]: {} },
};

// https://code.claude.com/docs/en/channels-reference
const CHANNEL = { "claude/channel": {} };

export function createServer(services: ServerServices, settings: ServerSettings): Server {
	const server = new Server(
		{ name: "waitbus", title: "waitbus", version: settings.version },
		{
			capabilities: settings.isChannel === true ? { ...CAPABILITIES, experimental: CHANNEL } : CAPABILITIES,
			instructions: settings.isChannel === true ? `${INSTRUCTIONS}\n${CHANNEL_INSTRUCTIONS}` : INSTRUCTIONS,
			cacheHints: { "tools/list": FIXED, "resources/list": FIXED, "resources/templates/list": FIXED },
		},
	);
	serveTools(server, services, settings);
	serveResources(server, services);
	serveEvents(server, { bus: services.bus, timers: settings.timers, leases: services.polls });
	return server;
}

function serveTools(server: Server, services: ToolServices, { budgetMs, env }: ServerSettings): void {
	server.setRequestHandler("tools/list", () => ({
		tools: TOOLS.filter(({ isHidden }) => !isHidden).map(({ listing }) => listing),
	}));
	server.setRequestHandler("tools/call", async ({ params }, { mcpReq }) => {
		const tool = TOOLS.find(({ listing }) => listing.name === params.name);
		if (tool === undefined)
			throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${params.name}`);
		const clientName = server.getClientVersion()?.name;
		return await tool.call(params.arguments, {
			...services,
			budgetMs: budgetFor({ fixedMs: budgetMs, clientName, env }),
			signal: mcpReq.signal,
			onProgress: toProgress(mcpReq),
		});
	});
}

function serveResources(server: Server, { bus, updates }: ServerServices): void {
	updates.attach((uri) => {
		// A client that is gone hears nothing more.
		server.sendResourceUpdated({ uri }).catch(() => undefined);
	});
	server.setRequestHandler("resources/list", () => ({ resources: [...RESOURCES] }));
	server.setRequestHandler("resources/templates/list", () => ({
		resourceTemplates: [...RESOURCE_TEMPLATES],
	}));
	server.setRequestHandler(
		"resources/read",
		async ({ params: { uri } }, { mcpReq: { signal } }) => await readResource(bus, { uri, signal }),
	);
	server.setRequestHandler("resources/subscribe", async ({ params: { uri } }) => {
		if (parseResourceUri(uri) === undefined) throw new ResourceNotFoundError(uri);
		if (!isWatchable(uri))
			throw new ProtocolError(
				ProtocolErrorCode.InvalidParams,
				`Cannot subscribe to "${uri}": it never changes`,
			);
		await updates.watch([uri]);
		return {};
	});
	server.setRequestHandler("resources/unsubscribe", ({ params: { uri } }) => {
		updates.unwatch(uri);
		return {};
	});
	server.setRequestHandler(
		"completion/complete",
		async ({ params }, { mcpReq: { signal } }) => await complete(bus, params, signal),
	);
}

function toProgress({
	_meta: meta,
	notify,
}: ServerContext["mcpReq"]): ((message: string) => void) | undefined {
	const progressToken = meta?.progressToken;
	if (progressToken === undefined) return undefined;
	let progress = 0;
	return (message) => {
		progress += 1;
		// A client that is gone hears nothing more; the call ends by its signal.
		notify({ method: "notifications/progress", params: { progressToken, progress, message } }).catch(
			() => undefined,
		);
	};
}
