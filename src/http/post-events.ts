import { BusError } from "../errors.js";
import { MAX_FRAME_BYTES } from "../event/limits.js";
import { sendError, sendJson } from "./answer.js";
import type { Exchange } from "./exchange.js";
import { isKnownBody, knownTypes, parsePostedEvents } from "./posted-events.js";
import { readBody } from "./read-body.js";

/** Answers after the commit: 201 when something new was stored, 200 when all of it was there already. */
export async function postEvents({ request, response, backend }: Exchange): Promise<void> {
	const refusal = findRefusal(request.headers);
	if (refusal !== undefined) return sendError(response, refusal, { status: 415 });
	const body = await readBody(request, MAX_FRAME_BYTES);
	if (body === undefined) return sendError(response, tooLarge(), { status: 413 });
	const results = await backend.publish(parsePostedEvents(request.headers, body));
	const isNew = results.some(({ outcome }) => outcome === "committed");
	sendJson(response, { results }, { status: isNew ? 201 : 200 });
}

function findRefusal(headers: Exchange["request"]["headers"]): BusError | undefined {
	const encoding = headers["content-encoding"] ?? "identity";
	if (encoding !== "identity")
		return new BusError("REQUEST_INVALID", `Cannot read a body in "${encoding}": send it as it is`);
	if (isKnownBody(headers)) return undefined;
	return new BusError("REQUEST_INVALID", `Cannot read a body of type "${headers["content-type"]}"`, {
		hint: `Content-Type is one of ${knownTypes().join(", ")}`,
	});
}

function tooLarge(): BusError {
	return new BusError("REQUEST_INVALID", `Cannot read a body of over ${MAX_FRAME_BYTES} bytes`, {
		hint: "Send the events in several requests",
	});
}
