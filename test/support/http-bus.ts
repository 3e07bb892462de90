/** The HTTP dialect over a real bus and a real socket, in this process. */
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { Bus } from "../../src/bus/bus.js";
import { createHttpAcceptor } from "../../src/daemon/http-acceptor.js";
import { createHttpBackend } from "../../src/daemon/http-backend.js";
import { parseDraft } from "../../src/event/draft.js";
import type { HeardCounts } from "../../src/http/http-backend.js";
import type { Clock } from "../../src/platform/clock.js";
import { createSystemClock } from "../../src/platform/clock.js";
import type { Log } from "../../src/platform/log.js";
import { readDatabaseSize } from "../../src/store/database-size.js";
import type { RetentionPolicy } from "../../src/store/store.js";
import { openScratchStore } from "../store/scratch-store.js";
import { makeTemporaryDirectory } from "./temporary-directory.js";

export interface HttpRequest {
	/** @default GET */
	readonly method?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | Buffer;
}

export interface HttpAnswer {
	readonly status: number;
	readonly headers: Readonly<Record<string, unknown>>;
	readonly text: string;
}

export interface HttpBus {
	readonly bus: Bus;
	readonly socketPath: string;
	/** The server's end of every connection so far. */
	readonly accepted: readonly Socket[];
	/** What was reported as a defect of waitbus. */
	readonly defects: readonly unknown[];
	ask(path: string, request?: HttpRequest): Promise<HttpAnswer>;
	/** Commits events of `source`, numbered in their fields; says their ids. */
	fill(count: number, source?: string): Promise<readonly string[]>;
	/** As the daemon does when it leaves. */
	endConnections(): void;
}

const KEEP_ALL: RetentionPolicy = { maxAgeMs: Number.MAX_SAFE_INTEGER, maxRows: 1_000_000, maxBytes: 1e12 };

export interface HttpBusOptions {
	/** Of the HTTP dialect alone. */
	readonly clock?: Clock;
	readonly retention?: Partial<RetentionPolicy>;
	/** What came by other ways. @default nothing */
	readonly heard?: HeardCounts;
}

export async function openHttpBus(t: TestContext, options: HttpBusOptions = {}): Promise<HttpBus> {
	const clock = createSystemClock();
	const closers: (() => void)[] = [];
	// Before the store's own: it closes last.
	t.after(() => {
		for (const close of closers) close();
	});
	const { store, path } = await openScratchStore(t);
	const defects: unknown[] = [];
	const log = quietLog((fields) => defects.push(fields));
	const bus = new Bus({ store, clock, log, retention: () => ({ ...KEEP_ALL, ...options.retention }) });
	const accepted: Socket[] = [];
	const backend = createHttpBackend({
		bus,
		clock,
		version: "1.2.3",
		databaseBytes: () => readDatabaseSize(path),
		connections: () => accepted.length,
		waits: () => 0,
		heard: () => options.heard ?? { webhookRequests: [], webhookBytes: [], sources: [] },
		ask: () =>
			Promise.resolve({ notes: [], refusal: undefined, hasWaited: false, takeBack: () => undefined }),
	});
	const acceptHttp = createHttpAcceptor({ backend, clock: options.clock ?? clock, log });
	const connections: { end(): void }[] = [];
	const server = createServer((socket) => {
		accepted.push(socket);
		socket.on("error", () => undefined);
		socket.once("data", (head) => connections.push(acceptHttp(socket, head, () => undefined)));
	});
	const socketPath = join(makeTemporaryDirectory(t), "http.sock");
	await new Promise<void>((resolve) => server.listen(socketPath, resolve));
	const endConnections = (): void => {
		for (const connection of connections) connection.end();
	};
	closers.push(() => {
		server.close();
		endConnections();
		for (const socket of accepted) socket.destroy();
		bus.close();
	});
	return {
		bus,
		socketPath,
		accepted,
		defects,
		ask: (target, asked) => ask(socketPath, target, asked),
		fill: (count, source = "test") => fill(bus, count, source),
		endConnections,
	};
}

/** One request on a connection of its own, and its whole answer. */
export async function ask(
	socketPath: string,
	path: string,
	{ method, headers, body }: HttpRequest = {},
): Promise<HttpAnswer> {
	const sent = request({ socketPath, path, method: method ?? "GET", headers: headers ?? {}, agent: false });
	// A server that refuses a body may close before all of it is sent.
	sent.on("error", () => undefined);
	sent.end(body);
	const [response] = (await once(sent, "response")) as [IncomingMessage];
	const chunks: Buffer[] = [];
	for await (const chunk of response) chunks.push(chunk as Buffer);
	return {
		status: response.statusCode ?? 0,
		headers: response.headers,
		text: Buffer.concat(chunks).toString(),
	};
}

const BATCH = 5_000;

async function fill(bus: Bus, count: number, source: string): Promise<readonly string[]> {
	const ids: string[] = [];
	for (let start = 0; start < count; start += BATCH) {
		const drafts = Array.from({ length: Math.min(BATCH, count - start) }, (_, index) =>
			parseDraft({ source, event_type: "numbered", fields: { n: start + index } }),
		);
		const outcome = await new Promise<unknown>((resolve) => bus.publish(drafts, resolve));
		if (!Array.isArray(outcome)) throw outcome;
		ids.push(...(outcome as { event_id: string }[]).map(({ event_id }) => event_id));
	}
	return ids;
}

function quietLog(onError: (fields: unknown) => void): Log {
	const ignore = (): void => undefined;
	return { debug: ignore, info: ignore, warn: ignore, error: (_message, fields) => onError(fields) };
}
