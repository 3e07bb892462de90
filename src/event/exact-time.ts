/** JSON of events from outside, with the nanoseconds of `received_at` that JSON.parse would round. */

// A quote inside a JSON string is escaped, so this finds keys only; a fraction or an exponent is not a time.
const LONG_TIME = /("received_at"\s*:\s*)(\d{16,})(?![\d.eE])/g;

/**
 * JSON.parse, but `received_at` of an event, of an array of events, or of `{"events":[…]}` comes as
 * its decimal digits when it is too large for a number.
 * @throws SyntaxError
 */
export function parseWithExactTime(text: string): unknown {
	const value: unknown = JSON.parse(text);
	if (text.search(LONG_TIME) === -1) return value;
	const quoted: unknown = JSON.parse(text.replace(LONG_TIME, '$1"$2"'));
	const exact = eventsIn(quoted);
	for (const [index, event] of eventsIn(value).entries()) copyTime(exact[index], event);
	return value;
}

type Holder = { received_at?: unknown; events?: unknown };

function eventsIn(value: unknown): readonly unknown[] {
	if (Array.isArray(value)) return value;
	if (!isHolder(value)) return [];
	return Array.isArray(value.events) ? value.events : [value];
}

function copyTime(from: unknown, to: unknown): void {
	if (isHolder(from) && isHolder(to) && typeof to.received_at === "number") to.received_at = from.received_at;
}

function isHolder(value: unknown): value is Holder {
	return typeof value === "object" && value !== null;
}
