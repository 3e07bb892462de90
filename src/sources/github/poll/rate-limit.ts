/** What an answer says about how often we may ask: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
import type { HttpReply } from "./http-get.js";

const SECONDARY_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 60 * 60_000;

/** Requests that are left until the limit is renewed. */
export interface Budget {
	readonly remaining: number;
	readonly resetAtMs: number;
}

export function readBudget({ headers }: HttpReply): Budget | undefined {
	const remaining = toCount(headers["x-ratelimit-remaining"]);
	const resetAtSec = toCount(headers["x-ratelimit-reset"]);
	if (remaining === undefined || resetAtSec === undefined) return undefined;
	return { remaining, resetAtMs: resetAtSec * 1_000 };
}

/**
 * How long GitHub wants to hear nothing of us.
 * @param refusals How many times in a row it has said so.
 * @returns undefined when the answer is no rate limit
 */
export function findPauseMs(reply: HttpReply, nowMs: number, refusals: number): number | undefined {
	const asked = readRetryAfterMs(reply.headers["retry-after"], nowMs);
	if (!isRateLimit(reply, asked)) return undefined;
	const budget = readBudget(reply);
	const untilReset = budget?.remaining === 0 ? budget.resetAtMs - nowMs : undefined;
	const pauseMs = asked ?? untilReset ?? SECONDARY_PAUSE_MS * 2 ** refusals;
	// A second on top: its clock and ours differ, and asking too early is held against us.
	return Math.min(Math.max(pauseMs, 0) + 1_000, LONGEST_PAUSE_MS);
}

function isRateLimit({ status, headers, body }: HttpReply, askedMs: number | undefined): boolean {
	if (status === 429) return true;
	if (status !== 403) return false;
	// A 403 is also what a token without the right to see a repository gets.
	return (
		askedMs !== undefined ||
		headers["x-ratelimit-remaining"] === "0" ||
		/rate limit|abuse/i.test(body.slice(0, 4_096))
	);
}

/** Seconds or a date (RFC 9110, section 10.2.3). */
export function readRetryAfterMs(header: string | undefined, nowMs: number): number | undefined {
	const seconds = toCount(header);
	if (seconds !== undefined) return seconds * 1_000;
	const dateMs = Date.parse(header ?? "");
	return Number.isNaN(dateMs) ? undefined : Math.max(dateMs - nowMs, 0);
}

function toCount(text: string | undefined): number | undefined {
	return text !== undefined && /^\d{1,12}$/.test(text.trim()) ? Number(text) : undefined;
}
