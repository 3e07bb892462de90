/** Speaks MCP on standard input and output until the client closes them. */
import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { BusClient } from "../client/bus-client.js";
import { createServer, type ServerSettings } from "./create-server.js";
import { PollLeases } from "./events/poll-leases.js";
import { HeldLeases } from "./held-leases.js";
import { PendingWaits } from "./pending-waits.js";
import { ResourceUpdates } from "./resource-updates.js";
import { WatchedTransport } from "./watched-transport.js";

export interface McpSession {
	/** Resolves when the client has gone. */
	readonly ended: Promise<void>;
	close(): Promise<void>;
}

export interface McpOptions extends ServerSettings {
	/** What went wrong with a message, for the log. */
	readonly onError: (error: Error) => void;
}

export function serveMcp(bus: BusClient, { onError, ...settings }: McpOptions): McpSession {
	const { timers } = settings;
	const updates = new ResourceUpdates({ bus, timers, onError });
	const services = {
		bus,
		updates,
		waits: new PendingWaits(bus, timers),
		leases: new HeldLeases(bus),
		polls: new PollLeases(bus, timers),
	};
	const transport = new WatchedTransport((message) => updates.watch(listenedUris(message)));
	const handle = serveStdio(() => createServer(services, settings), { transport, onerror: onError });
	return { ended: transport.ended, close: () => handle.close() };
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
