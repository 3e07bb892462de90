/** What a connection begins with: it tells the dialect, and then the version. */
import { BusError } from "../errors.js";

/** How long a client may take to send it. */
export const FIRST_FRAME_MS = 10_000;

/** Whether a connection that begins with this byte speaks HTTP: a letter is no length of a frame. */
export function isHttp(firstByte: number): boolean {
	return /[A-Za-z]/.test(String.fromCharCode(firstByte));
}

/** @throws BusError FRAME_INVALID */
export function parseEnvelope(text: string): Readonly<Record<string, unknown>> {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (cause) {
		throw new BusError("FRAME_INVALID", "Cannot read a frame: it is not JSON", { cause });
	}
	if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
	throw new BusError("FRAME_INVALID", "Cannot read a frame: it is not a JSON object");
}

export function tooSlow(): BusError {
	return new BusError(
		"REQUEST_INVALID",
		`Cannot wait longer for the first frame: ${FIRST_FRAME_MS / 1_000} s passed`,
	);
}
