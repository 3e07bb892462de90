/** Sizes as people type them: `512MiB`, `1GB`, `65536`. */
import { BusError } from "../errors.js";

const UNIT_BYTES = {
	b: 1,
	kb: 1_000,
	mb: 1_000_000,
	gb: 1_000_000_000,
	kib: 1_024,
	mib: 1_048_576,
	gib: 1_073_741_824,
} as const;
const SIZE = /^(\d+(?:\.\d+)?)\s*(b|[kmg]i?b)?$/;

/** @throws BusError USAGE when it is malformed or zero */
export function parseByteSize(text: string, what: string): number {
	const match = SIZE.exec(text.trim().toLowerCase());
	const bytes = match === null ? 0 : Math.floor(Number(match[1]) * UNIT_BYTES[parseUnit(match[2] ?? "b")]);
	if (bytes > 0 && Number.isSafeInteger(bytes)) return bytes;
	throw new BusError("USAGE", `Cannot use ${what} "${text}": not a size above zero`, {
		hint: "Sizes look like 512MiB, 1GB or 65536 (bytes)",
	});
}

function parseUnit(unit: string): keyof typeof UNIT_BYTES {
	return unit as keyof typeof UNIT_BYTES;
}

/** A size for people: `512 B`, `3.4 MiB`. */
export function formatByteSize(bytes: number): string {
	if (bytes < UNIT_BYTES.kib) return `${bytes} B`;
	if (bytes < UNIT_BYTES.mib) return `${(bytes / UNIT_BYTES.kib).toFixed(1)} KiB`;
	if (bytes < UNIT_BYTES.gib) return `${(bytes / UNIT_BYTES.mib).toFixed(1)} MiB`;
	return `${(bytes / UNIT_BYTES.gib).toFixed(1)} GiB`;
}
