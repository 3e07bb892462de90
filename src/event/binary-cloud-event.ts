/** CloudEvents in binary mode: attributes in `ce-` headers, data in the body (HTTP Protocol Binding 1.0.2, section 3.1). */
import { BusError } from "../errors.js";
import type { JsonObject, JsonValue } from "./event.js";
import { parseWithExactTime } from "./exact-time.js";
import { decodeUtf8 } from "./utf8.js";

const PREFIX = "ce-";

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A type of the structured modes says that the headers, if there are any, do not count. */
export function isBinaryCloudEvent(headers: Headers): boolean {
	return (
		headers["ce-specversion"] !== undefined &&
		!/^application\/cloudevents/i.test(String(headers["content-type"] ?? ""))
	);
}

/** The attributes and the data in one object, as the structured mode has them. @throws BusError EVENT_INVALID */
export function toCloudEventAttributes(headers: Headers, mediaType: string, body: Buffer): JsonObject {
	const attributes = Object.entries(headers)
		.filter(([name]) => name.startsWith(PREFIX))
		.map(([name, value]) => [name.slice(PREFIX.length), decodeValue(name, String(value))] as const);
	return { ...Object.fromEntries(attributes), ...dataOf(mediaType, body) };
}

// Section 3.1.3.2: what a header cannot hold is percent-encoded.
function decodeValue(name: string, value: string): string {
	try {
		return decodeURIComponent(value.replace(/^"(.*)"$/, "$1").replace(/%(?![0-9a-f]{2})/gi, "%25"));
	} catch (cause) {
		throw new BusError(
			"EVENT_INVALID",
			`Cannot emit event: the header ${name} is not percent-encoded UTF-8`,
			{ cause },
		);
	}
}

function dataOf(mediaType: string, body: Buffer): JsonObject {
	if (body.length === 0) return {};
	const text = decodeUtf8(body);
	if (mediaType === "application/json" || mediaType.endsWith("+json")) return { data: parseData(text) };
	// Text in another encoding is kept byte by byte.
	if (mediaType.startsWith("text/") && text !== undefined) return { data: text };
	return { data_base64: body.toString("base64") };
}

function parseData(text: string | undefined): JsonValue {
	try {
		return parseWithExactTime(text ?? "") as JsonValue;
	} catch (cause) {
		throw new BusError(
			"EVENT_INVALID",
			"Cannot emit event: its data is not JSON, which Content-Type says it is",
			{ cause },
		);
	}
}
