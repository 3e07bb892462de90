/** Milliseconds of CLOCK_MONOTONIC, which all processes of a machine read alike: two of them can be subtracted. */
export function nowMs(): number {
	return Number(process.hrtime.bigint()) / 1e6;
}

export function delay(delayMs: number): Promise<void> {
	return new Promise((resolve) => {
		setTimeout(resolve, delayMs);
	});
}
