/** The MCP server behind HTTP on the loopback interface, for suites that speak nothing else. */
import { once } from "node:events";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { TestContext } from "node:test";
import {
	createMcpHandler,
	hostHeaderValidationResponse,
	localhostAllowedHostnames,
	localhostAllowedOrigins,
	originValidationResponse,
} from "@modelcontextprotocol/server";
import type { BusClient } from "../../src/client/bus-client.js";
import { createServer } from "../../src/mcp/create-server.js";
import { PollLeases } from "../../src/mcp/events/poll-leases.js";
import { HeldLeases } from "../../src/mcp/held-leases.js";
import { PendingWaits } from "../../src/mcp/pending-waits.js";
import { ResourceUpdates } from "../../src/mcp/resource-updates.js";
import { createSystemClock } from "../../src/platform/clock.js";

/** Resolves with the server's address, on a port that was free. */
export async function startMcpOverHttp(t: TestContext, bus: BusClient): Promise<string> {
	const timers = createSystemClock();
	const waits = new PendingWaits(bus, timers);
	const leases = new HeldLeases(bus);
	const reportHook = (): Promise<string> => Promise.resolve("");
	const polls = new PollLeases(bus, timers);
	// Behind HTTP each request has a server of its own.
	const { fetch, close } = createMcpHandler(() => {
		const updates = new ResourceUpdates({ bus, timers, onError: () => undefined });
		const settings = { version: "0.0.0", budgetMs: 1_000, env: {}, timers };
		return createServer({ bus, waits, leases, polls, updates, reportHook }, settings);
	});
	const http = createHttpServer((request, response) => {
		void answer(request, response, fetch).catch(() => response.destroy());
	});
	http.listen(0, "127.0.0.1");
	await once(http, "listening");
	t.after(async () => {
		await close();
		waits.close();
		http.closeAllConnections();
		http.close();
	});
	return `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`;
}

async function answer(
	incoming: IncomingMessage,
	outgoing: ServerResponse,
	serve: (request: Request) => Promise<Response>,
): Promise<void> {
	const request = toRequest(incoming, outgoing);
	const refusal =
		hostHeaderValidationResponse(request, localhostAllowedHostnames()) ??
		originValidationResponse(request, localhostAllowedOrigins());
	const { status, headers, body } = refusal ?? (await serve(request));
	outgoing.writeHead(status, Object.fromEntries(headers));
	outgoing.flushHeaders();
	if (body === null) outgoing.end();
	else await pipeline(Readable.fromWeb(body), outgoing);
}

/** Its signal aborts when the client closes the answer: so a call is taken back. */
function toRequest(incoming: IncomingMessage, outgoing: ServerResponse): Request {
	const { method = "GET", url = "/", headers } = incoming;
	const closed = new AbortController();
	outgoing.once("close", () => closed.abort());
	const pairs = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
	return new Request(new URL(url, `http://${headers.host}`), {
		method,
		headers: pairs,
		signal: closed.signal,
		...(method === "POST" ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: "half" } : {}),
	});
}
