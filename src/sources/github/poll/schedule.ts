/** When each repository is looked at next. */
import { FAST_MS, SLOW_MS } from "./pace.js";

export interface Schedule {
	/** On the monotonic clock, as all its times. */
	lookedAtMs: number;
	dueAtMs: number;
	/** Looks in a row that brought nothing new. */
	quietCycles: number;
	/** Why the last looks failed. */
	failures: readonly Error[];
}

export class Timetable {
	readonly #schedules = new Map<string, Schedule>();
	#pausedUntilMs = Number.NEGATIVE_INFINITY;

	/** The one that is due first; the schedules of all others than these are forgotten. */
	findNext(
		repositories: readonly string[],
	): { readonly repository: string; readonly schedule: Schedule } | undefined {
		for (const known of this.#schedules.keys()) {
			if (!repositories.includes(known)) this.#schedules.delete(known);
		}
		const schedules = repositories.map((repository) => ({
			repository,
			schedule: this.#scheduleOf(repository),
		}));
		return schedules.sort((a, b) => a.schedule.dueAtMs - b.schedule.dueAtMs)[0];
	}

	/** Whoever has just come is answered soon; a crowd that comes and goes does not make us ask more often. */
	hurry(repositories: readonly string[]): void {
		for (const repository of repositories) {
			const schedule = this.#scheduleOf(repository);
			schedule.quietCycles = 0;
			if (schedule.failures.length === 0)
				schedule.dueAtMs = Math.min(schedule.dueAtMs, this.#soonestOf(schedule));
		}
	}

	/** Nothing at all until then, not even for those who come meanwhile. */
	pause(untilMs: number): void {
		this.#pausedUntilMs = untilMs;
		for (const schedule of this.#schedules.values()) schedule.dueAtMs = Math.max(schedule.dueAtMs, untilMs);
	}

	isPausedAt(nowMs: number): boolean {
		return nowMs < this.#pausedUntilMs;
	}

	findFailure(): Error | undefined {
		return [...this.#schedules.values()].find(({ failures }) => failures.length > 0)?.failures.at(-1);
	}

	#soonestOf({ lookedAtMs }: Schedule): number {
		return Math.max(lookedAtMs + FAST_MS, this.#pausedUntilMs);
	}

	#scheduleOf(repository: string): Schedule {
		const known = this.#schedules.get(repository);
		if (known !== undefined) return known;
		const dueAtMs = this.#pausedUntilMs;
		const schedule = { lookedAtMs: Number.NEGATIVE_INFINITY, dueAtMs, quietCycles: 0, failures: [] };
		this.#schedules.set(repository, schedule);
		return schedule;
	}
}

export function toRetryDelayMs(failures: number): number {
	return Math.min(FAST_MS * 2 ** Math.min(failures, 10), SLOW_MS);
}
