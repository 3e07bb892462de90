/** The id of a wait carries its terms and where it began, so that it outlives whoever gave it out. */
import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { BusError } from "../errors.js";

const CHECK_DIGITS = 6;
const MAX_TERMS_BYTES = 64 * 1024;

const SHOWN_CHARACTERS = 24;
export const WAIT_ID_HINT =
	"Copy the wait_id of the last answer, or call wait_for_event with the same terms and since=cursor";

/** @throws BusError REQUEST_INVALID for terms that would not come back */
export function toWaitId(terms: object): string {
	const json = JSON.stringify(terms);
	if (Buffer.byteLength(json) > MAX_TERMS_BYTES)
		throw new BusError("REQUEST_INVALID", "Cannot call wait_for_event: its terms are longer than 64 KiB", {
			hint: "Say it in fewer clauses, or wait for source and event_type alone",
		});
	const text = deflateRawSync(json).toString("base64url");
	return `w${checkOf(text)}${text}`;
}

/** What it says has yet to be checked: it comes from the client. @throws BusError REQUEST_INVALID for one that is not whole */
export function parseWaitId(waitId: string): unknown {
	const [check, text] = [waitId.slice(1, 1 + CHECK_DIGITS), waitId.slice(1 + CHECK_DIGITS)];
	if (!waitId.startsWith("w") || check !== checkOf(text)) throw refusal(waitId);
	try {
		const terms = inflateRawSync(Buffer.from(text, "base64url"), { maxOutputLength: MAX_TERMS_BYTES });
		return JSON.parse(terms.toString("utf8"));
	} catch {
		throw refusal(waitId);
	}
}

// Told from a typing error, not from a forgery: a client may wait for whatever it likes.
function checkOf(text: string): string {
	return createHash("sha256").update(text).digest("hex").slice(0, CHECK_DIGITS);
}

function refusal(waitId: string): BusError {
	const shown = waitId.length > SHOWN_CHARACTERS ? `${waitId.slice(0, SHOWN_CHARACTERS)}…` : waitId;
	return new BusError("REQUEST_INVALID", `Cannot go on with wait_id "${shown}": it is not whole`, {
		hint: WAIT_ID_HINT,
	});
}
