import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../platform/clock.js";
import type { HttpBackend } from "./http-backend.js";

/** One request, and everything that answers it may use. */
export interface Exchange {
	readonly request: IncomingMessage;
	readonly response: ServerResponse;
	/** What the path holds in its variable part. */
	readonly parameter: string;
	readonly query: URLSearchParams;
	readonly backend: HttpBackend;
	readonly clock: Clock;
	/** Aborts when the client or the daemon has left: what streams comes to its end. */
	readonly ending: AbortSignal;
}

export type Handler = (exchange: Exchange) => void | Promise<void>;
