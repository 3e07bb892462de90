/** Numbers that look random and are the same for the same seed: mulberry32. */
export interface Random {
	/** From 0 up to, and without, the bound. */
	below(bound: number): number;
	pick<T>(values: readonly T[]): T;
	bytes(length: number): Buffer;
}

export function createRandom(seed: number): Random {
	let state = seed;
	const next = (): number => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	const below = (bound: number): number => Math.floor(next() * bound);
	return {
		below,
		pick<T>(values: readonly T[]): T {
			const value = values[below(values.length)];
			if (value === undefined) throw new Error("nothing to pick from");
			return value;
		},
		bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
	};
}
