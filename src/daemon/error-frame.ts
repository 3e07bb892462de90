import { BusError } from "../errors.js";
import { encodeFrame } from "../protocol/frame.js";

/** What a client is told; the rest is a defect of ours, whose details are for the log alone. */
export function errorFrame(id: number | null, error: unknown, onDefect: (error: unknown) => void): Buffer {
	const known =
		error instanceof BusError ? error : new BusError("INTERNAL", "Cannot answer: a defect in waitbus");
	if (known !== error) onDefect(error);
	const { code, message, hint = null } = known;
	return encodeFrame(JSON.stringify({ op: "error", id, code, message, hint }));
}
