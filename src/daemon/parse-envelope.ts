import { BusError } from "../errors.js";

/** The first frame of a connection, whose version is not known yet. @throws BusError FRAME_INVALID */
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
