/** Events and drafts as strangers make them, for properties. */
import * as fc from "fast-check";
import type { BusEvent, JsonObject, JsonValue } from "../../src/event/event.js";

/** Text that looks like the key a careless search for the time of an event would find. */
const decoyText = fc.constantFrom(
	'"received_at":1',
	'\\"received_at\\":2',
	'x","received_at":3,"y":"',
	"received_at",
);
const text = fc.oneof(fc.string({ unit: "binary" }), fc.string(), decoyText);
const key = fc.oneof(text, fc.constantFrom("received_at", "__proto__", "source", "fields", 'a"received_at'));

export const jsonValue: fc.Arbitrary<JsonValue> = fc
	.letrec<{ value: JsonValue; list: JsonValue[]; record: JsonObject }>((tie) => ({
		value: fc.oneof(
			{ maxDepth: 4 },
			fc.constant(null),
			fc.boolean(),
			fc.double({ noNaN: true, noDefaultInfinity: true }),
			fc.integer(),
			text,
			tie("list"),
			tie("record"),
		),
		list: fc.array(tie("value"), { maxLength: 4 }),
		record: fc.dictionary(key, tie("value"), { maxKeys: 4 }),
	}))
	.value.map(throughJson);

export const jsonObject: fc.Arbitrary<JsonObject> = fc
	.dictionary(key, jsonValue, { maxKeys: 5 })
	.map(throughJson);

const name = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,20}$/);
const scope = fc.string({ minLength: 1, maxLength: 30 }).filter((value) => !/[\s/\p{Cc}]/u.test(value));

/** Nanoseconds as the store can hold them. */
export const timeNs: fc.Arbitrary<bigint> = fc.bigInt(10n ** 15n, 2n ** 63n - 1n);

export const busEvent: fc.Arbitrary<BusEvent> = fc
	.record({
		kind: fc.constant("event" as const),
		event_id: fc.stringMatching(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/),
		delivery_id: text.filter((value) => value !== ""),
		source: name,
		event_type: name,
		owner: scope,
		repo: scope,
		received_at: timeNs,
		summary: text,
		fields: jsonObject,
	})
	.map((event) => ({ ...event }));

/** A draft that must be accepted. */
export const draft = fc
	.record(
		{
			source: name,
			event_type: name,
			delivery_id: fc.string({ minLength: 1, maxLength: 512 }),
			owner: scope,
			repo: scope,
			received_at: timeNs.map(String),
			summary: text,
			fields: jsonObject.map(({ conclusion: _conclusion, status: _status, ...fields }) => fields),
			payload: jsonValue,
		},
		{ requiredKeys: ["source", "event_type"] },
	)
	.map((value) => ({ ...value }));

// What JSON cannot tell apart, such as 0 and -0, must not fail a comparison.
function throughJson<T>(value: T): T {
	return JSON.parse(JSON.stringify(value)) as T;
}
