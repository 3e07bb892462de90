import assert from "node:assert/strict";
import { test } from "node:test";
import type { BusEvent } from "../../src/event/event.js";
import {
	ackFrameV1,
	eventFrameV1,
	FIELD_KEYS_V1,
	heartbeatFrameV1,
	isSelectedV1,
	isSupportedVersion,
	isVersion1,
	parseSubscribeV1,
	rejectFrameV1,
} from "../../src/protocol/version1.js";
import { sampleEvent } from "../event/matcher/sample-event.js";

const CURSOR = "01J0000000000000000000000A";

for (const [text, dialect] of [
	["{}", "1"],
	['{"proto":null}', "1"],
	['{"proto":1}', "1"],
	['{"proto":2}', "2"],
	['{"proto":3}', "refused"],
	['{"proto":1.0}', "refused"],
	['{"proto":1e0}', "refused"],
	['{"proto":true}', "refused"],
	['{"proto":"1"}', "refused"],
] as const) {
	test(`a first frame ${text} is ${dialect === "refused" ? "refused" : `version ${dialect}`}`, () => {
		const envelope = JSON.parse(text) as Record<string, unknown>;

		assert.equal(isVersion1(envelope), dialect !== "2");
		assert.equal(isSupportedVersion(envelope, text), dialect === "1");
	});
}

test("an envelope without keys asks for everything from now on", () => {
	const everything = { filters: ["*"], eventTypes: undefined, since: undefined };

	for (const envelope of [
		{},
		{ filters: [], event_types: null, since: null, envelope: "diffs" },
		{ unknown: 1 },
	]) {
		assert.deepEqual(parseSubscribeV1(envelope), everything);
	}
});

test("an envelope keeps what it asks for", () => {
	const envelope = { filters: ["acme/api", "acme/*", "*"], event_types: ["workflow_run"], since: CURSOR };

	assert.deepEqual(parseSubscribeV1(envelope), {
		filters: envelope.filters,
		eventTypes: ["workflow_run"],
		since: CURSOR,
	});
});

for (const [key, value] of [
	["filters", "acme/api"],
	["filters", ["acme"]],
	["filters", ["*/api"]],
	["filters", ["acme/api/x"]],
	["filters", ["acme/a b"]],
	["filters", [7]],
	["filters", Array(65).fill("*")],
	["event_types", []],
	["event_types", [1]],
	["event_types", {}],
	["since", CURSOR.toLowerCase()],
	["since", CURSOR.slice(1)],
	["since", 7],
	["envelope", "upsert"],
] as const) {
	test(`an envelope with ${key} ${JSON.stringify(value).slice(0, 30)} is refused by that name`, () => {
		assert.throws(() => parseSubscribeV1({ [key]: value }), {
			code: "REQUEST_INVALID",
			message: new RegExp(`^Cannot subscribe: ${key}: `),
		});
	});
}

for (const [subscribe, isSelected] of [
	[{}, true],
	[{ filters: ["acme/api"] }, true],
	[{ filters: ["acme/*"] }, true],
	[{ filters: ["acme/web", "acme/api"] }, true],
	[{ filters: ["acme/web"] }, false],
	[{ filters: ["Acme/api"] }, false],
	[{ filters: ["acm/*"] }, false],
	[{ event_types: ["docker_container"] }, true],
	[{ event_types: ["workflow_run"] }, false],
	[{ filters: ["acme/web"], event_types: ["docker_container"] }, false],
] as const) {
	test(`${JSON.stringify(subscribe)} ${isSelected ? "selects" : "passes over"} a docker_container of acme/api`, () => {
		const event = sampleEvent({ owner: "acme", repo: "api" });

		assert.equal(isSelectedV1(parseSubscribeV1(subscribe), event), isSelected);
	});
}

test("an event has every known field in its order, null when absent, and then what its source added", () => {
	const frame = eventFrameV1(sampleEvent({ received_at: 1_767_225_600_000_000_123n }));
	const { fields, ...event } = JSON.parse(frame) as { fields: Record<string, unknown> };

	assert.deepEqual(Object.keys(event), [
		"event_id",
		"event_type",
		"owner",
		"repo",
		"received_at",
		"delivery_id",
		"summary",
		"kind",
	]);
	assert.deepEqual(Object.keys(fields), [...FIELD_KEYS_V1, "action", "exit_code", "container", "labels"]);
	assert.equal(fields["run_id"], null);
	assert.equal(fields["conclusion"], "failure");
	assert.deepEqual([fields["owner"], fields["repo"]], ["local", "docker"]);
	assert.ok(frame.includes('"received_at":1767225600000000123,'));
	assert.ok(frame.endsWith('"kind":"event"}'));
});

function withFrameOf(bytes: number): BusEvent {
	const fields = { msg_correlation_id: "c-1", filler: "" };
	const rest = Buffer.byteLength(eventFrameV1(sampleEvent({ fields })));
	return sampleEvent({ fields: { ...fields, filler: "x".repeat(bytes - rest) } });
}

test("a frame of 65,536 bytes is sent; one byte more becomes a stub that replies can still be matched to", () => {
	const largest = eventFrameV1(withFrameOf(65_536));
	const tooLarge = eventFrameV1(withFrameOf(65_537));

	assert.equal(Buffer.byteLength(largest), 65_536);
	assert.equal(
		tooLarge,
		`{"event_id":"${CURSOR}","reason":"payload exceeds MAX_FRAME_BYTES","correlation_id":"c-1","max_frame_bytes":65536,"kind":"truncated"}`,
	);
});

for (const [what, frame, bytes] of [
	[
		"an ack",
		ackFrameV1(null, 0.5),
		'{"proto":1,"caught_up_at":null,"heartbeat_sec":0,"max_frame_bytes":65536,"kind":"subscribe_ack"}',
	],
	[
		"an ack with its watermark",
		ackFrameV1(CURSOR, 60),
		`{"proto":1,"caught_up_at":"${CURSOR}","heartbeat_sec":60,"max_frame_bytes":65536,"kind":"subscribe_ack"}`,
	],
	[
		"a heartbeat",
		heartbeatFrameV1(1_767_225_600_999, 3_600_999),
		'{"ts":1767225600,"uptime_sec":3600,"kind":"daemon_heartbeat"}',
	],
	[
		"a reject of the version",
		rejectFrameV1("version", "do"),
		'{"reason":"version","remediation":"do","supported":[1],"kind":"subscribe_rejected"}',
	],
	[
		"another reject",
		rejectFrameV1("invalid_request", "do"),
		'{"reason":"invalid_request","remediation":"do","supported":null,"kind":"subscribe_rejected"}',
	],
] as const) {
	test(`${what} has the bytes that version 1 clients know`, () => {
		assert.equal(frame, bytes);
	});
}
