/** CloudEvents in binary mode: attributes in `ce-` headers, data in the body (HTTP Protocol Binding 1.0.2, section 3.1). */
import type { IncomingHttpHeaders } from "node:http";
import { BusError } from "../errors.js";
import { parseWithExactTime } from "../event/exact-time.js";
import { decodeText } from "./read-body.js";

const PREFIX = "ce-";

/** A type of the structured modes says that the headers, if there are any, do not count. */
export function isBinaryCloudEvent(headers: IncomingHttpHeaders): boolean {
	return (
		headers["ce-specversion"] !== undefined &&
		!/^application\/cloudevents/i.test(headers["content-type"] ?? "")
	);
}

/** The attributes and the data in one object, as the structured mode has them. @throws BusError EVENT_INVALID */
export function toCloudEventAttributes(
	headers: IncomingHttpHeaders,
	mediaType: string,
	body: Buffer,
): Readonly<Record<string, unknown>> {
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

function dataOf(mediaType: string, body: Buffer): { readonly data?: unknown; readonly data_base64?: string } {
	if (body.length === 0) return {};
	if (mediaType === "application/json" || mediaType.endsWith("+json")) return { data: parseData(body) };
	if (mediaType.startsWith("text/")) return { data: decodeText(body) };
	return { data_base64: body.toString("base64") };
}

function parseData(body: Buffer): unknown {
	try {
		return parseWithExactTime(decodeText(body));
	} catch (cause) {
		if (cause instanceof BusError) throw cause;
		throw new BusError(
			"EVENT_INVALID",
			"Cannot emit event: its data is not JSON, which Content-Type says it is",
			{ cause },
		);
	}
}
