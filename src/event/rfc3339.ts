/** Moments as RFC 3339 writes them, exact to the nanosecond. */

const TIME = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.(\d+))?([Zz]|[+-]\d{2}:\d{2})$/;
const NS_PER_SECOND = 1_000_000_000n;

/** Nanoseconds since the epoch; undefined when the text is no such moment. Digits past the ninth are cut off. */
export function findTimeNs(text: string): bigint | undefined {
	const [, date, time, fraction = "", zone = ""] = TIME.exec(text) ?? [];
	const wholeMs = Date.parse(`${date}T${time}${zone.toUpperCase()}`);
	if (Number.isNaN(wholeMs)) return undefined;
	return BigInt(wholeMs) * 1_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, "0"));
}

/** In UTC, with as many digits of a second as it has. */
export function formatTimeNs(timeNs: bigint): string {
	const fractionNs = timeNs % NS_PER_SECOND;
	const whole = new Date(Number((timeNs - fractionNs) / 1_000_000n)).toISOString().slice(0, 19);
	const fraction = String(fractionNs).padStart(9, "0").replace(/0+$/, "");
	return fraction === "" ? `${whole}Z` : `${whole}.${fraction}Z`;
}
