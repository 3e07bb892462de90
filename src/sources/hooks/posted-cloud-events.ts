/** CloudEvents in a request: structured, batched or binary (HTTP Protocol Binding 1.0.2, section 3). */
import { isUtf8 } from "node:buffer";
import { BusError } from "../../errors.js";
import type { JsonObject, JsonValue } from "../../event/event.js";
import { isJsonArray } from "../../event/matcher/json-array.js";
import { MAX_BATCH_EVENTS } from "../../event/limits.js";
import { parseJsonBody } from "../parse-json-object.js";
import type { WebhookRequest } from "../source.js";

const PREFIX = "ce-";
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
	return headers["ce-specversion"] === undefined ? undefined : [fromBinary(headers, mediaType, body)];
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

function fromBinary(headers: Headers, mediaType: string, body: Buffer): JsonObject {
	const attributes = Object.entries(headers)
		.filter(([name]) => name.startsWith(PREFIX))
		.map(([name, value = ""]) => [name.slice(PREFIX.length), decodeValue(name, value)] as const);
	return { ...Object.fromEntries(attributes), ...dataOf(mediaType, body) };
}

// Section 3.1.3.2: what a header cannot hold is percent-encoded.
function decodeValue(name: string, value: string): string {
	try {
		return decodeURIComponent(value.replace(/^"(.*)"$/, "$1").replace(/%(?![0-9a-f]{2})/gi, "%25"));
	} catch (cause) {
		throw new BusError("EVENT_INVALID", `Cannot read the header ${name}: it is not percent-encoded UTF-8`, {
			cause,
		});
	}
}

function dataOf(mediaType: string, body: Buffer): JsonObject {
	if (body.length === 0) return {};
	if (mediaType === "application/json" || mediaType.endsWith("+json")) return { data: parseJsonBody(body) };
	if (mediaType.startsWith("text/") && isUtf8(body)) return { data: body.toString("utf8") };
	return { data_base64: body.toString("base64") };
}
