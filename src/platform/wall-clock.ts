/** Wall time in nanoseconds, made of a wall clock that counts milliseconds and a monotonic one that counts nanoseconds. */

export interface WallClockReaders {
	readonly readWallMs: () => number;
	readonly readMonotonicNs: () => bigint;
	/** The wall time as nearly as it is known, in milliseconds with a fraction. */
	readonly guessMs: number;
}

export interface WallClock {
	nowNs(): bigint;
}

const NS_PER_MS = 1_000_000n;

export function createWallClock({ readWallMs, readMonotonicNs, guessMs }: WallClockReaders): WallClock {
	let offsetNs = BigInt(Math.round(guessMs * 1e6)) - readMonotonicNs();
	return {
		nowNs() {
			const beforeNs = readMonotonicNs();
			const wallNs = BigInt(readWallMs()) * NS_PER_MS;
			const afterNs = readMonotonicNs();
			// The true offset lies between these two, so moving into that range never makes it worse: a step
			// of the system's clock or a suspended machine is followed, and each further reading narrows it down.
			offsetNs = clamp(offsetNs, wallNs - afterNs, wallNs + NS_PER_MS - beforeNs);
			return afterNs + offsetNs;
		},
	};
}

function clamp(value: bigint, lowest: bigint, highest: bigint): bigint {
	if (value < lowest) return lowest;
	return value > highest ? highest : value;
}
