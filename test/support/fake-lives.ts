import type { Lives } from "../../src/agents/life.js";
import type { ProcessIdentity } from "../../src/platform/process-identity.js";

/** Processes that live until the test ends them. */
export class FakeLives implements Lives {
	readonly #dead = new Set<number>();
	readonly #watches = new Map<number, Set<() => void>>();

	identify(pid: number): ProcessIdentity | undefined {
		return this.#dead.has(pid) ? undefined : { pid, startedAt: "1" };
	}

	isAlive({ pid }: ProcessIdentity): boolean {
		return !this.#dead.has(pid);
	}

	watch({ pid }: ProcessIdentity, onEnd: () => void): { close(): void } {
		const watches = this.#watches.get(pid) ?? new Set();
		this.#watches.set(pid, watches.add(onEnd));
		return { close: () => void watches.delete(onEnd) };
	}

	/** The process ends; whoever watches hears of it. */
	kill(pid: number): void {
		this.#dead.add(pid);
		const watches = [...(this.#watches.get(pid) ?? [])];
		for (const onEnd of watches) onEnd();
	}

	watchesOf(pid: number): number {
		return this.#watches.get(pid)?.size ?? 0;
	}
}

export function processOf(pid: number): ProcessIdentity {
	return { pid, startedAt: "1" };
}
