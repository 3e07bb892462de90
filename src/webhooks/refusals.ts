/** Why a delivery to one of our paths is refused. A sender that is told 5xx sends it again later. */
import type { BusError } from "../errors.js";
import type { WebhookRefusal, WebhookSource } from "../sources/source.js";
import type { Answer, Refusal } from "./answer.js";
import { refuse } from "./answer.js";
import type { WebhookLimits } from "./limits.js";
import type { BodyFault } from "./read-body.js";

export function bodyTooLarge(maxBodyBytes: number): Refusal {
	return {
		status: 413,
		code: "body_too_large",
		message: `Cannot read the body: it exceeds ${maxBodyBytes} bytes`,
	};
}

/** Undefined when nobody is left to be told. */
export function refuseBody(
	fault: BodyFault,
	{ maxBodyBytes, bodyTimeoutMs }: WebhookLimits,
): Answer | undefined {
	switch (fault) {
		case "gone":
			return undefined;
		case "too_large":
			return refuse(bodyTooLarge(maxBodyBytes));
		case "too_slow": {
			const message = `Cannot wait longer for the body: ${bodyTimeoutMs / 1_000} s passed`;
			return refuse({ status: 408, code: "body_timeout", message });
		}
		case "too_much_at_once": {
			const message = "Cannot read the body: too many others are being read";
			return refuse({ status: 503, code: "busy", message, headers: { "retry-after": "1" } });
		}
	}
}

export function refuseSender({ code, message, challenge }: WebhookRefusal): Answer {
	const headers = challenge === undefined ? {} : { headers: { "www-authenticate": challenge } };
	return refuse({ status: 401, code, message, ...headers });
}

export function refuseWithoutSecret({ name, secretName }: WebhookSource): Answer {
	const message = `Cannot check who sends to "${name}": no secret is set`;
	return refuse({ status: 503, code: "secret_missing", message, hint: `waitbus secret set ${secretName}` });
}

export function refuseFailure({ code, message, hint }: BusError): Answer {
	const isTheirs = code === "EVENT_INVALID" || code === "REQUEST_INVALID";
	const remedy = hint === undefined ? {} : { hint };
	return refuse({ status: isTheirs ? 400 : 503, code: code.toLowerCase(), message, ...remedy });
}
