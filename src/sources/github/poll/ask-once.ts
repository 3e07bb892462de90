/** One request with its time limit, following GitHub to where a renamed repository has gone. */
import type { Clock } from "../../../platform/clock.js";
import type { HttpGet, HttpReply } from "./http-get.js";

const REQUEST_TIMEOUT_MS = 15_000;
const MAX_BODY_BYTES = 16 * 1024 * 1024;
const MAX_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 307, 308]);

export interface AskOptions {
	readonly httpGet: HttpGet;
	readonly clock: Clock;
	readonly signal: AbortSignal;
}

/** Rejects when the server cannot be reached, cuts its answer short, or takes too long. */
export async function askOnce(
	url: URL,
	headers: Readonly<Record<string, string>>,
	{ httpGet, clock, signal }: AskOptions,
): Promise<HttpReply> {
	const end = new AbortController();
	const abort = (): void => end.abort(signal.reason);
	const timer = clock.setTimer(REQUEST_TIMEOUT_MS, () => {
		end.abort(new Error(`no answer within ${REQUEST_TIMEOUT_MS / 1_000} s`));
	});
	// AbortSignal.any would be shorter, and leaves something behind on a signal that lives as long as the daemon.
	signal.addEventListener("abort", abort, { once: true });
	const options = { headers, signal: end.signal, maxBodyBytes: MAX_BODY_BYTES };
	try {
		return await follow(url, (target) => httpGet(target, options));
	} finally {
		timer.cancel();
		signal.removeEventListener("abort", abort);
	}
}

async function follow(start: URL, ask: (url: URL) => Promise<HttpReply>): Promise<HttpReply> {
	let url = start;
	for (let hops = 0; ; hops++) {
		const reply = await ask(url);
		const location = reply.headers["location"];
		if (!REDIRECTS.has(reply.status) || location === undefined || hops === MAX_REDIRECTS) return reply;
		url = new URL(location, url);
		if (url.origin !== start.origin)
			throw new Error("it sends us to another server, which must not see the token");
	}
}
