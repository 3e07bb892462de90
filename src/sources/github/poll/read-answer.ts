/** What one answer of GitHub's API means. */
import { BusError } from "../../../errors.js";
import type { HttpReply } from "./http-get.js";
import { findNextPage } from "./link-header.js";
import { readRetryAfterMs } from "./rate-limit.js";

export type Answer =
	| { readonly kind: "fresh"; readonly body: unknown; readonly etag?: string; readonly next?: string }
	| { readonly kind: "unchanged" }
	/** Not there, or not for this token: GitHub does not tell them apart. */
	| { readonly kind: "missing" };

/** Or nothing of use, and another attempt may do better. */
export interface Stumble {
	readonly kind: "stumble";
	readonly error: BusError;
	readonly retryAfterMs?: number;
}

/** @throws BusError SOURCE_FAILED when asking again would not help */
export function readAnswer(reply: HttpReply, url: URL, nowMs: number): Answer | Stumble {
	const { status, headers } = reply;
	if (status === 200) return readFresh(reply, url);
	if (status === 304) return { kind: "unchanged" };
	// 422 is what it says of a hash that no commit has.
	if (status === 404 || status === 410 || status === 422) return { kind: "missing" };
	const error = refused(url, status);
	if (status < 500) throw error;
	const retryAfterMs = readRetryAfterMs(headers["retry-after"], nowMs);
	return { kind: "stumble", error, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

export function failed(url: URL, reason: string, cause?: unknown): BusError {
	return new BusError("SOURCE_FAILED", `Cannot read "${url.origin}${url.pathname}": ${reason}`, { cause });
}

function readFresh({ headers, body }: HttpReply, url: URL): Answer | Stumble {
	const etag = headers["etag"];
	const next = findNextPage(headers["link"]);
	try {
		return {
			kind: "fresh",
			body: JSON.parse(body) as unknown,
			...(etag === undefined ? {} : { etag }),
			...(next === undefined ? {} : { next }),
		};
	} catch (cause) {
		return { kind: "stumble", error: failed(url, "the answer is not JSON", cause) };
	}
}

const HINTS: Readonly<Record<number, string>> = {
	401: "The token is wrong or has expired: gh auth login, or set GITHUB_TOKEN",
	403: "The token may not read this: it needs the permissions actions, checks, statuses and pull requests",
};

function refused(url: URL, status: number): BusError {
	const hint = HINTS[status];
	const message = `Cannot read "${url.origin}${url.pathname}": GitHub answered ${status}`;
	return new BusError("SOURCE_FAILED", message, hint === undefined ? {} : { hint });
}
