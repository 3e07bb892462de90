/** Reads what GitHub sent without trusting any of it: whatever has another type than documented counts as absent. */

export type Payload = Readonly<Record<string, unknown>>;

const NOTHING: Payload = {};
const MAX_TEXT_LENGTH = 1_024;
const MAX_ITEMS = 100;

export function isPayload(value: unknown): value is Payload {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object at a path of keys; an empty one when there is none. */
export function readObject(payload: Payload, ...keys: readonly string[]): Payload {
	let object = payload;
	for (const key of keys) {
		const value = object[key];
		object = isPayload(value) ? value : NOTHING;
	}
	return object;
}

export function readText(payload: Payload, key: string): string | undefined {
	const value = payload[key];
	// Fields travel with every copy of the event; whoever wants a novel finds it in the payload.
	return typeof value === "string" && value !== "" ? value.slice(0, MAX_TEXT_LENGTH) : undefined;
}

/** An id or a number: GitHub's are positive, and small enough to be exact. */
export function readInteger(payload: Payload, key: string): number | undefined {
	const value = payload[key];
	return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

export function readFlag(payload: Payload, key: string): boolean | undefined {
	const value = payload[key];
	return typeof value === "boolean" ? value : undefined;
}

export function readObjects(payload: Payload, key: string): readonly Payload[] {
	const value = payload[key];
	return Array.isArray(value) ? value.slice(0, MAX_ITEMS).filter(isPayload) : [];
}

/** One text of every object of a list, such as the names of labels; absent when there is none. */
export function readTexts(payload: Payload, key: string, textKey: string): readonly string[] | undefined {
	const texts = readObjects(payload, key).flatMap((object) => readText(object, textKey) ?? []);
	return texts.length === 0 ? undefined : texts;
}
