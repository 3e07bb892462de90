import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { BusError } from "../../src/errors.js";
import { parseDraft, toEvent } from "../../src/event/draft.js";
import { encodeEvent, parseEvent } from "../../src/event/encode-event.js";
import { CONCLUSIONS } from "../../src/event/event.js";
import { draft, jsonValue } from "../support/event-arbitraries.js";

const EVENT_ID = "01J0000000000000000000000A";

test("whatever JSON an emitter sends is an event or is refused as one", () => {
	const nearly = fc
		.record({ source: fc.constant("ci"), event_type: fc.constant("done") })
		.chain((names) =>
			fc
				.dictionary(
					fc.constantFrom(
						"source",
						"delivery_id",
						"owner",
						"repo",
						"received_at",
						"summary",
						"fields",
						"payload",
					),
					jsonValue,
				)
				.map((parts) => ({ ...names, ...parts })),
		);
	fc.assert(
		fc.property(fc.oneof(jsonValue, nearly), (value) => {
			try {
				parseDraft(value);
			} catch (error) {
				assert.ok(error instanceof BusError, String(error));
				assert.equal(error.code, "EVENT_INVALID");
				assert.match(error.message, /^Cannot emit /);
			}
		}),
	);
});

test("the text that is stored is the canonical JSON of the event that is matched", () => {
	fc.assert(
		fc.property(draft, (value) => {
			const { event, text } = toEvent(parseDraft(value), EVENT_ID, 1_767_225_600_000_000_123n);

			assert.equal(text, encodeEvent(event));
			assert.deepEqual(parseEvent(text), event);
		}),
	);
});

test("a draft keeps what it says", () => {
	fc.assert(
		fc.property(draft, (value) => {
			const parsed = parseDraft(value);

			assert.deepEqual(
				[parsed.source, parsed.eventType, parsed.deliveryId, parsed.owner, parsed.repo],
				[
					value.source,
					value.event_type,
					value.delivery_id,
					value.owner ?? "local",
					value.repo ?? value.source,
				],
			);
			assert.equal(
				parsed.receivedAtNs,
				value.received_at === undefined ? undefined : BigInt(value.received_at),
			);
			assert.deepEqual(
				parsed.payloadText,
				value.payload === undefined ? undefined : JSON.stringify(value.payload),
			);
			assert.deepEqual(parsed.fields, {
				...value.fields,
				source: value.source,
				event_type: value.event_type,
			});
		}),
	);
});

test("source and event_type suffice; the rest has its defaults", () => {
	const { event } = toEvent(parseDraft({ source: "ci", event_type: "done" }), EVENT_ID, 5n);

	assert.deepEqual(event, {
		kind: "event",
		event_id: EVENT_ID,
		delivery_id: EVENT_ID,
		source: "ci",
		event_type: "done",
		owner: "local",
		repo: "ci",
		received_at: 5n,
		summary: "ci done",
		fields: { source: "ci", event_type: "done" },
	});
});

test("an event that was read from a bus can be emitted again as it is", () => {
	const { event, text } = toEvent(
		parseDraft({ source: "ci", event_type: "done", fields: { n: 1 } }),
		EVENT_ID,
		10n ** 18n,
	);

	const again = toEvent(
		parseDraft({ ...event, received_at: String(event.received_at) }),
		"01J0000000000000000000000B",
		0n,
	);

	assert.deepEqual(again.event, { ...event, event_id: "01J0000000000000000000000B" });
	assert.equal(again.text, text.replace(EVENT_ID, "01J0000000000000000000000B"));
});

test("null stands for absent in every optional key but the payload", () => {
	const absent = {
		delivery_id: null,
		owner: null,
		repo: null,
		received_at: null,
		summary: null,
		fields: null,
	};

	assert.deepEqual(parseDraft({ source: "ci", event_type: "done", ...absent, payload: null }), {
		...parseDraft({ source: "ci", event_type: "done" }),
		payloadText: "null",
	});
});

test("every conclusion of the verdict is accepted, and nothing else", () => {
	for (const conclusion of [...CONCLUSIONS, null]) {
		assert.equal(
			parseDraft({ source: "ci", event_type: "done", fields: { conclusion } }).fields["conclusion"],
			conclusion,
		);
	}
});

for (const [what, value, message] of [
	["null", null, "Cannot emit event is null, and must be a JSON object"],
	["an array", [], "Cannot emit event is an array, and must be a JSON object"],
	[
		"no source",
		{ event_type: "x" },
		/^Cannot emit event: source is missing, and must be a name such as "docker"/,
	],
	["a source in capitals", { source: "Docker", event_type: "x" }, /source is "Docker", and must be a name/],
	["a source of 65 characters", { source: "a".repeat(65), event_type: "x" }, /at most 64 characters/],
	["a source with a line end", { source: "a\n", event_type: "x" }, /source is "a\\n"/],
	[
		"an unknown key",
		{ source: "a", event_type: "b", exit_code: 1 },
		'Cannot emit event: unknown key "exit_code"',
	],
	[
		"an empty owner",
		{ source: "a", event_type: "b", owner: "" },
		/owner is "", and must be text of 1 to 256/,
	],
	["a repo with a slash", { source: "a", event_type: "b", repo: "x/y" }, /repo is "x\/y"/],
	[
		"a summary that is a number",
		{ source: "a", event_type: "b", summary: 7 },
		"Cannot emit event: summary is 7, and must be text",
	],
	[
		"an empty delivery id",
		{ source: "a", event_type: "b", delivery_id: "" },
		/delivery_id is "", and must be text of 1 to 512/,
	],
	[
		"fields that are a list",
		{ source: "a", event_type: "b", fields: [] },
		/fields is an array, and must be a JSON object/,
	],
	[
		"an unknown conclusion",
		{ source: "a", event_type: "b", fields: { conclusion: "failed" } },
		/fields.conclusion is "failed", and must be one of success, failure/,
	],
	[
		"a status that is a number",
		{ source: "a", event_type: "b", fields: { status: 3 } },
		/fields.status is 3, and must be text/,
	],
	[
		"a time in milliseconds",
		{ source: "a", event_type: "b", received_at: 1_767_225_600_000 },
		/received_at is 1767225600000, and must be nanoseconds/,
	],
	[
		"a time beyond 64 bits",
		{ source: "a", event_type: "b", received_at: "9223372036854775808" },
		/received_at is "9223372036854775808"/,
	],
	[
		"fields of over 1 MiB",
		{ source: "a", event_type: "b", fields: { x: "é".repeat(600_000) } },
		/fields: 12000\d\d bytes, and 1048576 are allowed/,
	],
	[
		"a payload of over 10 MiB",
		{ source: "a", event_type: "b", payload: "é".repeat(6_000_000) },
		/payload: 12000002 bytes, and 10485760 are allowed/,
	],
	[
		"a bigint in fields",
		{ source: "a", event_type: "b", fields: { x: 1n } },
		"Cannot emit event.fields: it is not JSON, or nested too deeply",
	],
	[
		"a payload that is a function",
		{ source: "a", event_type: "b", payload: () => 1 },
		"Cannot emit event.payload: it is not JSON, or nested too deeply",
	],
] as const) {
	test(`a draft with ${what} is refused in one line that names it`, () => {
		assert.throws(() => parseDraft(value), { name: "BusError", code: "EVENT_INVALID", message });
	});
}

test("a draft nested deeper than the stack is refused or stored, and never a crash", () => {
	const deep: unknown = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);

	for (const parts of [{ payload: deep }, { fields: { deep } }]) {
		try {
			// Since Node 24 JSON.stringify needs no stack.
			assert.ok(parseDraft({ source: "a", event_type: "b", ...parts }).tailText.length > 0);
		} catch (error) {
			assert.equal((error as { code?: unknown }).code, "EVENT_INVALID");
		}
	}
});

test("a refusal names the draft by its number and shows no control character of it", () => {
	const drafts = [{ "\u001b[31mred\u0007": 1 }, { source: "\u009b31m" }];

	for (const value of drafts) {
		assert.throws(
			() => parseDraft(value, "event 3"),
			(error: Error) => {
				assert.match(error.message, /^Cannot emit event 3: /);
				assert.doesNotMatch(error.message, /\p{Cc}/u);
				return true;
			},
		);
	}
});
