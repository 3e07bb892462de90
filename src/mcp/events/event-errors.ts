/** The errors of the Events extension, with the codes of its sketch: those of the SEP are provisional yet. */
import { ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";
import { BusError, type ErrorCode } from "../../errors.js";

const NOT_FOUND = -32011;
const FORBIDDEN = -32012;
const RESOURCE_EXHAUSTED = -32013;
const UNSUPPORTED = -32014;

export function eventNotFound(name: string): ProtocolError {
	return new ProtocolError(
		NOT_FOUND,
		`Cannot subscribe to "${name}": events/list shows which events there are`,
		{
			kind: "event",
		},
	);
}

export function subscriptionNotFound(): ProtocolError {
	return new ProtocolError(NOT_FOUND, "Cannot unsubscribe: there are no subscriptions for a webhook", {
		kind: "subscription",
	});
}

export function webhookUnsupported(): ProtocolError {
	const remedy = "use events/poll or events/stream";
	return new ProtocolError(UNSUPPORTED, `Cannot deliver to a webhook: this server is local; ${remedy}`, {
		feature: "deliveryMode",
		value: "webhook",
	});
}

export function tooManyStreams(max: number): ProtocolError {
	return new ProtocolError(RESOURCE_EXHAUSTED, `Cannot open another stream: there are ${max}`, {
		limit: "subscriptions",
		max,
	});
}

const CODES: Partial<Record<ErrorCode, number>> = {
	USAGE: ProtocolErrorCode.InvalidParams,
	REQUEST_INVALID: ProtocolErrorCode.InvalidParams,
	MATCHER_INVALID: ProtocolErrorCode.InvalidParams,
	PEER_REFUSED: FORBIDDEN,
};

/** What is no error of the bus is passed on as it is. */
export function toProtocolError(error: unknown): unknown {
	if (!(error instanceof BusError)) return error;
	const { code, message, hint } = error;
	return new ProtocolError(CODES[code] ?? ProtocolErrorCode.InternalError, `${message} [${code}]`, {
		code,
		...(hint === undefined ? {} : { hint }),
	});
}
