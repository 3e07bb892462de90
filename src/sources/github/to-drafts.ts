/** Turns what GitHub says, by webhook or in answer to the poll, into drafts of events. */
import { createHash } from "node:crypto";
import { BusError } from "../../errors.js";
import type { EventDraft, JsonObject } from "../../event/event.js";
import { MAX_NAME_LENGTH } from "../../event/limits.js";
import { normalise } from "./normalise/normalise.js";
import type { Normalised } from "./normalise/normalised.js";
import type { Payload } from "./payload.js";
import { isPayload, readObject, readText } from "./payload.js";
import { readScope } from "./scope.js";

export interface Heard {
	/** GitHub's own name of the event, as in the X-GitHub-Event header. */
	readonly eventType: string;
	/** As `JSON.parse` returned it. */
	readonly payload: unknown;
	readonly ingestMethod: "webhook" | "poll";
	/** The X-GitHub-Delivery header. */
	readonly deliveryGuid?: string | undefined;
	/** @default the daemon's clock */
	readonly receivedAtNs?: bigint | undefined;
}

/** @throws BusError EVENT_INVALID when it has no name that an event can bear, or is not an object */
export function toDrafts(heard: Heard): readonly EventDraft[] {
	const eventType = parseEventType(heard.eventType);
	const payload = parsePayload(heard.payload, eventType);
	const normalised = normalise(payload, eventType);
	const scope = readScope(payload);
	return [
		{
			source: "github",
			event_type: eventType,
			delivery_id: normalised.stateKey ?? nameDelivery(heard),
			...scope,
			...(heard.receivedAtNs === undefined ? {} : { received_at: heard.receivedAtNs }),
			summary: `${scope.owner}/${scope.repo} ${normalised.summary}`,
			fields: toFields(normalised, payload, heard),
			payload,
		},
	];
}

const EVENT_TYPE = /^[a-z][a-z0-9_.-]*$/;

function parseEventType(name: string): string {
	if (name.length <= MAX_NAME_LENGTH && EVENT_TYPE.test(name)) return name;
	throw new BusError(
		"EVENT_INVALID",
		`Cannot take GitHub event "${name.slice(0, MAX_NAME_LENGTH)}": not a name of an event`,
		{
			hint: "GitHub names it in the X-GitHub-Event header, such as workflow_run",
		},
	);
}

function parsePayload(payload: unknown, eventType: string): JsonObject {
	if (isPayload(payload)) return payload as JsonObject;
	throw new BusError(
		"EVENT_INVALID",
		`Cannot take GitHub event "${eventType}": its payload is not a JSON object`,
	);
}

function toFields({ fields }: Normalised, payload: Payload, { ingestMethod }: Heard): JsonObject {
	const all = {
		action: readText(payload, "action"),
		...fields,
		// Who acted, unless the family knows better: a run is its actor's, though a server reports it.
		actor: fields["actor"] ?? readText(readObject(payload, "sender"), "login"),
		ingest_method: ingestMethod,
	};
	return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as JsonObject;
}

/** A delivery bears a GUID, and bears it again when GitHub repeats it. */
function nameDelivery({ deliveryGuid, eventType, payload }: Heard): string {
	if (deliveryGuid !== undefined && /^[\w.-]{1,128}$/.test(deliveryGuid))
		return `github:delivery:${deliveryGuid}`;
	// Whoever forwards without the header may repeat itself as well, and then with the same words.
	return `github:content:${createHash("sha256")
		.update(`${eventType}\n${JSON.stringify(payload)}`)
		.digest("hex")}`;
}
