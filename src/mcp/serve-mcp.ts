/** Speaks MCP on standard input and output until the client closes them. */
import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { BusClient } from "../client/bus-client.js";
import { Channel } from "./channel/channel.js";
import type { ChannelNotice } from "./channel/digest.js";
import { createServer, type ServerServices, type ServerSettings } from "./create-server.js";
import { PollLeases } from "./events/poll-leases.js";
import { HeldLeases } from "./held-leases.js";
import { LeftWaits } from "./left-waits.js";
import { PendingWaits } from "./pending-waits.js";
import { ResourceUpdates } from "./resource-updates.js";
import type { ReportHook } from "./reported-hook.js";
import type { Self } from "./self.js";
import { WatchedTransport } from "./watched-transport.js";

export interface McpSession {
	/** Resolves when the client has gone. */
	readonly ended: Promise<void>;
	close(): Promise<void>;
}

export interface McpOptions extends ServerSettings {
	/** What went wrong with a message, for the log. */
	readonly onError: (error: Error) => void;
	readonly reportHook: ReportHook;
	readonly self: Self;
}

export interface ChannelSettings {
	/** Matchers of what is told besides messages. @default what goes wrong */
	readonly match: readonly string[] | undefined;
}

export function serveMcp(bus: BusClient, options: McpOptions): McpSession {
	const { onError, ...settings } = options;
	const services = createServices(bus, options);
	const transport = new WatchedTransport((message) => services.updates.watch(listenedUris(message)));
	const handle = serveStdio(() => createServer(services, settings), { transport, onerror: onError });
	return { ended: transport.ended, close: () => handle.close() };
}

/** Only the revisions that begin with `initialize`: clients take no channel by a later one. */
export function serveMcpChannel(bus: BusClient, options: McpOptions, { match }: ChannelSettings): McpSession {
	const { onError, timers, self, ...settings } = options;
	const services = createServices(bus, options);
	const server = createServer(services, { ...settings, timers, isChannel: true });
	const send = (params: ChannelNotice): void => {
		server.notification({ method: "notifications/claude/channel", params: { ...params } }).catch(onError);
	};
	const channel = new Channel({ bus, timers, match, self, send, onError });
	server.oninitialized = () => channel.start();
	server.onerror = onError;
	const transport = new WatchedTransport(() => Promise.resolve());
	server.connect(transport).catch(onError);
	return {
		ended: transport.ended,
		close: async () => {
			channel.close();
			await server.close();
		},
	};
}

function createServices(bus: BusClient, { timers, onError, reportHook, self }: McpOptions): ServerServices {
	return {
		bus,
		updates: new ResourceUpdates({ bus, timers, onError }),
		waits: new PendingWaits(bus, timers, new LeftWaits({ bus, timers, self, onError })),
		leases: new HeldLeases(bus),
		polls: new PollLeases(bus, timers),
		reportHook,
	};
}

/** What a client of 2026 listens to: the SDK answers that by itself, and tells nobody. */
function listenedUris(message: JSONRPCMessage): readonly string[] {
	if (!("method" in message) || message.method !== "subscriptions/listen") return [];
	const { notifications } = (message.params ?? {}) as {
		notifications?: { resourceSubscriptions?: unknown };
	};
	const uris = notifications?.resourceSubscriptions;
	return Array.isArray(uris) ? uris.filter((uri) => typeof uri === "string") : [];
}
