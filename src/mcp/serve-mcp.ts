/** Speaks MCP on standard input and output until the client closes them. */
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { BusClient } from "../client/bus-client.js";
import { createServer, type ServerSettings } from "./create-server.js";
import { HeldLeases } from "./held-leases.js";
import { PendingWaits } from "./pending-waits.js";
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
	const services = { bus, waits: new PendingWaits(bus, settings.timers), leases: new HeldLeases(bus) };
	const transport = new WatchedTransport();
	const handle = serveStdio(() => createServer(services, settings), { transport, onerror: onError });
	return { ended: transport.ended, close: () => handle.close() };
}
