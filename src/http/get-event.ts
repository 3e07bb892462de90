import { BusError } from "../errors.js";
import { sendText } from "./answer.js";
import type { Exchange } from "./exchange.js";

/** The event as it is everywhere, with `payload` besides: null when the emitter sent none. */
export function getEvent({ response, backend, parameter }: Exchange): void {
	const found = backend.findEvent(parameter);
	if (found === undefined) {
		throw new BusError(
			"EVENT_NOT_FOUND",
			`Cannot find event "${parameter.slice(0, 100)}": the log does not hold it`,
			{
				hint: "GET /events lists what the log holds",
			},
		);
	}
	sendText(response, `${found.text.slice(0, -1)},"payload":${found.payloadText ?? "null"}}\n`, {
		status: 200,
	});
}
