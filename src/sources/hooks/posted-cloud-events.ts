/** CloudEvents in a request: structured, batched or binary (HTTP Protocol Binding 1.0.2, section 3). */
import { BusError } from "../../errors.js";
import { isBinaryCloudEvent, toCloudEventAttributes } from "../../event/binary-cloud-event.js";
import type { JsonValue } from "../../event/event.js";
import { isJsonArray } from "../../event/matcher/json-array.js";
import { MAX_BATCH_EVENTS } from "../../event/limits.js";
import { parseJsonBody } from "../parse-json-object.js";
import type { WebhookRequest } from "../source.js";

const STRUCTURED = "application/cloudevents+json";
const BATCHED = "application/cloudevents-batch+json";

type Headers = WebhookRequest["headers"];

/**
 * As the structured mode has them, attributes and data in one value each; undefined when they are no CloudEvents.
 * @throws BusError EVENT_INVALID
 */
export function findCloudEvents({
	headers,
	body,
}: Pick<WebhookRequest, "headers" | "body">): readonly JsonValue[] | undefined {
	const mediaType = mediaTypeOf(headers);
	// The type of a structured mode says that the headers, if there are any, do not count.
	if (mediaType === STRUCTURED) return [parseJsonBody(body)];
	if (mediaType === BATCHED) return parseBatch(parseJsonBody(body));
	if (mediaType.startsWith("application/cloudevents")) {
		throw new BusError("EVENT_INVALID", `Cannot read a CloudEvent in "${mediaType}": only JSON is known`);
	}
	return isBinaryCloudEvent(headers) ? [toCloudEventAttributes(headers, mediaType, body)] : undefined;
}

function mediaTypeOf(headers: Headers): string {
	return (headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

function parseBatch(value: JsonValue): readonly JsonValue[] {
	if (!isJsonArray(value))
		throw new BusError("EVENT_INVALID", "Cannot read the body: a batch of CloudEvents is a JSON array");
	if (value.length <= MAX_BATCH_EVENTS) return value;
	throw new BusError(
		"EVENT_INVALID",
		`Cannot emit ${value.length} events at once: ${MAX_BATCH_EVENTS} are allowed`,
	);
}
