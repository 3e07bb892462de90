/** Polls repositories that have no webhook, at the pace of those who wait for them; asks nothing when nobody does. */
import { BusError } from "../../../errors.js";
import type { EventDraft } from "../../../event/event.js";
import type { Demand, SourceContext } from "../../source.js";
import type { GithubConfig } from "../config.js";
import type { GithubClient } from "./client.js";
import { lookAt } from "./look.js";
import { LookBook } from "./look-book.js";
import type { Repositories } from "./memory.js";
import { parseMemory, toMemory } from "./memory.js";
import { toDelayMs } from "./pace.js";
import { PollPause } from "./poll-pause.js";
import { createRepositoryState } from "./repository-state.js";
import type { RepositoryState } from "./repository-state.js";
import type { Schedule } from "./schedule.js";
import { Timetable, toRetryDelayMs } from "./schedule.js";
import { sleep, untilAborted } from "../../sleep.js";
import { listAwaited, listRepositories } from "./targets.js";
import { NO_WANTS, readWants } from "./wants.js";

export class Poll {
	readonly #context: SourceContext;
	readonly #config: GithubConfig;
	readonly #client: GithubClient;
	readonly #repositories: Repositories;
	readonly #timetable = new Timetable();
	readonly #looks = new LookBook();
	#wake = new AbortController();
	#remembered = "";
	#isDemandNew = false;

	constructor(context: SourceContext, config: GithubConfig, client: GithubClient) {
		this.#context = context;
		this.#config = config;
		this.#client = client;
		this.#repositories = parseMemory(context.memory.read());
		context.onDemand(() => this.#heedDemandOnce());
		context.onLook((asked, sinceMs) => this.#lookFor(asked, sinceMs));
		context.signal.addEventListener("abort", () => this.#wake.abort(), { once: true });
	}

	/** Resolves when the signal aborts. */
	async run(): Promise<void> {
		const { clock, signal, demand } = this.#context;
		while (!signal.aborted) {
			const wake = this.#wake.signal;
			const next = this.#timetable.findNext(listRepositories(this.#config.repos, demand()));
			const waitMs =
				next === undefined ? Number.POSITIVE_INFINITY : next.schedule.dueAtMs - clock.monotonicMs();
			if (next === undefined) await untilAborted(wake);
			else if (waitMs > 0) await sleep(clock, waitMs, wake);
			else await this.#look(next.repository, next.schedule);
		}
		this.#looks.close(new Error("the poll has ended"));
	}

	/** Once for all who come and go within a turn: each time costs a look at everyone. */
	#heedDemandOnce(): void {
		if (this.#isDemandNew) return;
		this.#isDemandNew = true;
		setImmediate(() => {
			this.#isDemandNew = false;
			this.#heedDemand();
		});
	}

	#heedDemand(): void {
		this.#timetable.hurry(listAwaited(this.#config.repos, this.#context.demand()));
		this.#wake.abort();
		this.#wake = new AbortController();
	}

	/** Who asks is among those whose demand is known already, so the look is due. */
	async #lookFor(asked: Demand, sinceMs: number): Promise<void> {
		const failure = this.#timetable.findFailure();
		if (failure instanceof PollPause && this.#timetable.isPausedAt(this.#context.clock.monotonicMs()))
			throw failure;
		const repositories = listRepositories([], asked);
		await Promise.all(repositories.map((repository) => this.#looks.since(repository, sinceMs, asked)));
	}

	async #look(repository: string, schedule: Schedule): Promise<void> {
		const { clock, signal } = this.#context;
		schedule.lookedAtMs = clock.monotonicMs();
		const endLook = this.#looks.begin(repository, schedule.lookedAtMs);
		try {
			const delayMs = await this.#lookNow(repository, schedule);
			schedule.failures = [];
			schedule.dueAtMs = clock.monotonicMs() + delayMs;
			endLook(this.#repositories.get(repository) ?? createRepositoryState());
		} catch (error) {
			endLook(error instanceof Error ? error : new TypeError("no error was thrown"));
			if (signal.aborted) return;
			this.#heedFailure(schedule, error);
		}
		this.#remember();
		this.#reportHealth();
	}

	/** @returns how long to wait until the next look */
	async #lookNow(repository: string, schedule: Schedule): Promise<number> {
		const { clock, demand } = this.#context;
		const isAwaited = listAwaited(this.#config.repos, demand()).includes(repository);
		const requestsBefore = this.#client.requests;
		// All of a look is told at once, or nothing: half of it could make a commit look finished that is not.
		const state = structuredClone(this.#repositories.get(repository) ?? createRepositoryState());
		const drafts: EventDraft[] = [];
		const isUnfinished = await lookAt({
			client: this.#client,
			clock,
			startedAtMs: schedule.lookedAtMs,
			repository,
			state,
			wants: isAwaited ? readWants(demand()) : NO_WANTS,
			stallThresholdMs: this.#config.stall_threshold_min * 60_000,
			tell: (more) => void drafts.push(...more),
		});
		const hasNews = await this.#emit(drafts);
		this.#keep(repository, state);
		schedule.quietCycles = hasNews ? 0 : schedule.quietCycles + 1;
		return toDelayMs({
			isAwaited,
			isUnfinished,
			quietCycles: schedule.quietCycles,
			requests: this.#client.requests - requestsBefore,
			budget: this.#client.budget,
			nowMs: clock.nowMs(),
		});
	}

	/** @returns whether any of them was news */
	async #emit(drafts: readonly EventDraft[]): Promise<boolean> {
		if (drafts.length === 0) return false;
		const results = await this.#context.emit(drafts);
		return results.some(({ outcome }) => outcome === "committed");
	}

	#heedFailure(schedule: Schedule, error: unknown): void {
		const nowMs = this.#context.clock.monotonicMs();
		if (error instanceof PollPause) {
			schedule.failures = [error];
			this.#timetable.pause(nowMs + error.pauseMs);
			return;
		}
		if (!(error instanceof BusError)) throw error;
		schedule.failures = [...schedule.failures.slice(-9), error];
		schedule.dueAtMs = nowMs + toRetryDelayMs(schedule.failures.length);
		this.#context.log.warn("poll failed", { code: error.code, reason: error.message });
	}

	#keep(repository: string, state: RepositoryState): void {
		// The one that was looked at last stands last, and is forgotten last.
		this.#repositories.delete(repository);
		this.#repositories.set(repository, state);
	}

	#remember(): void {
		const memory = toMemory(this.#repositories);
		const text = JSON.stringify(memory);
		if (text === this.#remembered) return;
		this.#context.memory.write(memory);
		this.#remembered = text;
	}

	#reportHealth(): void {
		const failure = this.#timetable.findFailure();
		if (failure === undefined) return this.#context.reportHealth({ state: "up" });
		const hint = failure instanceof BusError ? failure.hint : undefined;
		const reason = failure.message;
		this.#context.reportHealth({ state: "down", reason, ...(hint === undefined ? {} : { hint }) });
	}
}
