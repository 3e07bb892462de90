/** Who waits for a look at a repository that knows what they asked for. */
import { BusError } from "../../../errors.js";
import { createDeferred, type Deferred } from "../../../platform/deferred.js";
import type { Demand } from "../../source.js";
import type { RepositoryState } from "./repository-state.js";
import { readWants } from "./wants.js";

/** What a look has found, or why it found nothing. */
type LookEnd = RepositoryState | Error;

interface LatestLook {
	readonly beganAtMs: number;
	readonly ended: Deferred<LookEnd>;
}

export class LookBook {
	readonly #latest = new Map<string, LatestLook>();
	readonly #awaited = new Map<string, Deferred<LookEnd>>();

	/** @returns what to call when the look that begins is over */
	begin(repository: string, beganAtMs: number): (end: LookEnd) => void {
		const ended = this.#awaited.get(repository) ?? createDeferred();
		this.#awaited.delete(repository);
		this.#latest.set(repository, { beganAtMs, ended });
		return ended.resolve;
	}

	/** Resolves after a look that began then or later. @throws why there was none, or what GitHub does not have */
	async since(repository: string, beganAtMs: number, asked: Demand): Promise<void> {
		const latest = this.#latest.get(repository);
		const isLatest = latest !== undefined && latest.beganAtMs >= beganAtMs;
		const end = await (isLatest ? latest.ended : this.#next(repository)).promise;
		const problem = end instanceof Error ? end : findMissing(repository, end, asked);
		if (problem !== undefined) throw problem;
	}

	/** There will be no more looks. */
	close(reason: Error): void {
		for (const ended of this.#awaited.values()) ended.resolve(reason);
		this.#awaited.clear();
	}

	#next(repository: string): Deferred<LookEnd> {
		const awaited = this.#awaited.get(repository) ?? createDeferred();
		this.#awaited.set(repository, awaited);
		return awaited;
	}
}

function findMissing(repository: string, state: RepositoryState, asked: Demand): BusError | undefined {
	const { pulls, branches, runIds } = readWants(asked);
	const [missing] = [
		...pulls.filter((number) => !state.pulls.has(number)).map((number) => `pull request ${number}`),
		...branches.filter((name) => !state.branches.has(name)).map((name) => `branch ${name}`),
		...runIds.filter((id) => !state.runs.has(id)).map((id) => `run ${id}`),
	];
	if (missing === undefined) return undefined;
	return new BusError("SOURCE_FAILED", `GitHub knows no ${missing} of ${repository}`, {
		hint: `Look at what there is: gh browse --repo ${repository}`,
	});
}
