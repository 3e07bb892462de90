/** Asks GitHub's API: one request at a time, conditionally, within its limits, and again when it stumbles. */
import type { Clock } from "../../../platform/clock.js";
import { askOnce } from "./ask-once.js";
import type { HttpGet, HttpReply } from "./http-get.js";
import { PollPause } from "./poll-pause.js";
import type { Budget } from "./rate-limit.js";
import { findPauseMs, readBudget } from "./rate-limit.js";
import type { Answer, Stumble } from "./read-answer.js";
import { failed, readAnswer } from "./read-answer.js";
import { sleep } from "../../sleep.js";

const ATTEMPTS = 3;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

export interface GithubClientOptions {
	readonly httpGet: HttpGet;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	/** With a slash at its end. */
	readonly apiUrl: URL;
	readonly findToken: () => Promise<string | undefined>;
}

export class GithubClient {
	readonly #options: GithubClientOptions;
	#token: Promise<string | undefined> | undefined;
	#budget: Budget | undefined;
	#refusals = 0;
	#requests = 0;

	constructor(options: GithubClientOptions) {
		this.#options = options;
	}

	/** What the newest answer left us. */
	get budget(): Budget | undefined {
		return this.#budget;
	}

	/** How many were sent, for the pace. */
	get requests(): number {
		return this.#requests;
	}

	/**
	 * @param address A path below the API's address, or an address that GitHub gave us.
	 * @throws PollPause; BusError SOURCE_FAILED when it cannot be had, after several attempts where that may help
	 */
	async get(address: string, etag?: string): Promise<Answer> {
		const url = this.#resolve(address);
		for (let attempt = 1; ; attempt++) {
			const answer = await this.#attempt(url, etag);
			if (answer.kind !== "stumble") return answer;
			if (attempt === ATTEMPTS) throw answer.error;
			await this.#waitBeforeRetry(attempt, answer);
		}
	}

	async #attempt(url: URL, etag: string | undefined): Promise<Answer | Stumble> {
		const { clock, signal } = this.#options;
		const headers = await this.#toHeaders(etag);
		this.#requests += 1;
		let reply: HttpReply;
		try {
			reply = await askOnce(url, headers, this.#options);
		} catch (cause) {
			signal.throwIfAborted();
			const reason = cause instanceof Error ? cause.message : "it did not answer";
			return { kind: "stumble", error: failed(url, reason, cause) };
		}
		this.#heed(reply);
		return readAnswer(reply, url, clock.nowMs());
	}

	/** @throws PollPause */
	#heed(reply: HttpReply): void {
		this.#budget = readBudget(reply) ?? this.#budget;
		// It may have been renewed since: the next request looks for another one.
		if (reply.status === 401) this.#token = undefined;
		const pauseMs = findPauseMs(reply, this.#options.clock.nowMs(), this.#refusals);
		this.#refusals = pauseMs === undefined ? 0 : this.#refusals + 1;
		if (pauseMs !== undefined) throw new PollPause(pauseMs);
	}

	async #waitBeforeRetry(attempt: number, { retryAfterMs }: Stumble): Promise<void> {
		const { clock, signal } = this.#options;
		const delayMs = retryAfterMs ?? FIRST_RETRY_MS * 4 ** (attempt - 1);
		await sleep(clock, Math.min(delayMs, LONGEST_RETRY_MS), signal);
		signal.throwIfAborted();
	}

	async #toHeaders(etag: string | undefined): Promise<Record<string, string>> {
		this.#token ??= this.#options.findToken();
		const token = await this.#token;
		return {
			accept: "application/vnd.github+json",
			"user-agent": "waitbus",
			"x-github-api-version": "2022-11-28",
			...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
			...(etag === undefined ? {} : { "if-none-match": etag }),
		};
	}

	#resolve(address: string): URL {
		const url = new URL(address, this.#options.apiUrl);
		// The token goes wherever we ask, and an answer's address is not ours to trust.
		if (url.origin !== this.#options.apiUrl.origin) throw failed(url, "it is not the server we ask");
		return url;
	}
}
