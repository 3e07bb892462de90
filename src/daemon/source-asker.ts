/** Who waits asks the sources: those that are named start, and what cannot come is said. */
import type { BusError } from "../errors.js";
import type { CompiledWaitSpec } from "../event/wait-spec.js";
import type { Clock } from "../platform/clock.js";
import { createDeferred } from "../platform/deferred.js";
import type { DemandBook } from "./demand-book.js";
import { asksFor } from "./matcher-sources.js";
import { findObstacles, type Obstacle, type SourceWorld } from "./obstacles.js";
import type { PresentSource } from "./supervisor.js";

export interface SourceAskerOptions {
	readonly demands: DemandBook;
	readonly clock: Clock;
	readonly sources: () => readonly PresentSource[];
	/** The sources as they are now, and what is known of others. */
	readonly world: () => SourceWorld;
}

export type Question = Pick<CompiledWaitSpec, "clauses" | "unless"> & {
	readonly mode: CompiledWaitSpec["mode"] | "stream";
};

export interface Answer {
	/** One line each, for whoever waits. */
	readonly notes: readonly string[];
	/** Why what is asked for cannot come; undefined when it may. */
	readonly refusal: BusError | undefined;
	/** Time went by while sources started. */
	readonly hasWaited: boolean;
	/** Nothing is asked for any more. */
	readonly takeBack: () => void;
}

// A source that takes longer goes on starting while its caller waits already.
const MAX_START_MS = 2_000;

export class SourceAsker {
	readonly #options: SourceAskerOptions;

	constructor(options: SourceAskerOptions) {
		this.#options = options;
	}

	/** Resolves when the sources that it starts listen, or will not for now. */
	async ask({ mode, clauses, unless }: Question): Promise<Answer> {
		const { demands, world } = this.#options;
		const matchers = [...clauses, ...unless];
		const off = this.#sourcesIn("off");
		const takeBack = demands.add(matchers);
		const concerned = this.#sourcesIn("starting").filter(
			(source) => off.includes(source) || matchers.some((each) => asksFor(each, source.target)),
		);
		const hasWaited = await this.#settle(concerned);
		const up = this.#sourcesIn("up");
		const now = world();
		const obstacles = clauses.map((matcher) => findObstacles(matcher, now));
		const others = unless.flatMap((matcher) => findObstacles(matcher, now));
		const notes = [
			...off.filter((source) => up.includes(source)).map(toStartNote),
			...[...obstacles.flat(), ...others].map(({ note }) => note),
		];
		return {
			notes: [...new Set(notes)],
			refusal: findRefusal(obstacles, mode === "first_of"),
			hasWaited,
			takeBack,
		};
	}

	/** @returns whether it took time */
	async #settle(starting: readonly PresentSource[]): Promise<boolean> {
		if (starting.length === 0) return false;
		const late = createDeferred<void>();
		const timer = this.#options.clock.setTimer(MAX_START_MS, late.resolve);
		await Promise.race([Promise.all(starting.flatMap(({ run }) => run?.settled ?? [])), late.promise]);
		timer.cancel();
		return true;
	}

	#sourcesIn(state: string): readonly PresentSource[] {
		return this.#options.sources().filter(({ run }) => run?.status.state === state);
	}
}

function toStartNote({ name }: PresentSource): string {
	return `started ${name}, which runs as long as somebody waits for it`;
}

function findRefusal(
	obstacles: readonly (readonly Obstacle[])[],
	isOneEnough: boolean,
): BusError | undefined {
	const finals = obstacles.map((each) => each.find(({ isFinal }) => isFinal));
	const [first] = finals.filter((each) => each !== undefined);
	return isOneEnough && finals.includes(undefined) ? undefined : first?.refusal;
}
