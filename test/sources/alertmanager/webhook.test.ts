import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { parseDraft } from "../../../src/event/draft.js";
import { parseAlertmanagerConfig } from "../../../src/sources/alertmanager/config.js";
import { createAlertmanagerSource } from "../../../src/sources/alertmanager/source.js";
import type { WebhookRequest } from "../../../src/sources/source.js";
import { ENDS_AT, notificationOf, STARTS_AT } from "./notifications.js";

const OTHER_LABELS = { alertname: "HighLatency", job: "api" };

test("a firing alert is a failure that carries what people match on", () => {
	const [draft] = receive(notificationOf({}));

	assert.deepEqual(draft, {
		source: "alertmanager",
		event_type: "prometheus_alert",
		delivery_id: `alertmanager:c1f5e8a1d2b3c4d5:${STARTS_AT}:firing`,
		summary: "DiskFull firing (critical): 3 % are left",
		fields: {
			status: "firing",
			conclusion: "failure",
			alert_name: "DiskFull",
			alert_severity: "critical",
			alert_fingerprint: "c1f5e8a1d2b3c4d5",
			labels: { alertname: "DiskFull", severity: "critical", instance: "db-1" },
			annotations: { summary: "3 % are left" },
			starts_at: STARTS_AT,
			ends_at: null,
			generator_url: "http://prometheus.example.org:9090/graph?g0.expr=x",
			receiver: "waitbus",
			group_key: "{}:{}",
			external_url: "http://alerts.example.org:9093",
			truncated_alerts: 0,
		},
		payload: JSON.parse(notificationOf({}).toString()) as unknown,
	});
});

test("a resolved alert is a success and shares the identity of the firing one", () => {
	const [firing] = receive(notificationOf({}));
	const [resolved] = receive(notificationOf({ status: "resolved" }));

	assert.equal(resolved?.fields?.["conclusion"], "success");
	assert.equal(resolved?.fields?.["ends_at"], ENDS_AT);
	assert.equal(resolved?.delivery_id, firing?.delivery_id?.replace("firing", `resolved:${ENDS_AT}`));
});

test("every alert of a batch is an event of its own, with a payload that tells of it alone", () => {
	const drafts = receive(
		notificationOf({}, { labels: OTHER_LABELS, fingerprint: "ab" }, { status: "resolved" }),
	);

	assert.deepEqual(
		drafts.map(({ fields }) => [fields?.["alert_name"], fields?.["status"]]),
		[
			["DiskFull", "firing"],
			["HighLatency", "firing"],
			["DiskFull", "resolved"],
		],
	);
	assert.deepEqual(
		drafts[1]?.payload,
		JSON.parse(notificationOf({ labels: OTHER_LABELS, fingerprint: "ab" }).toString()),
	);
});

test("a repeat of a firing alert is the same delivery", () => {
	const toDrafts = openSource();

	assert.deepEqual(toDrafts(notificationOf({})), toDrafts(notificationOf({})));
});

test("an alert that fires again with the time at which it first began is a new event, and its repeats are not", () => {
	const toDrafts = openSource();
	const ids = [
		{},
		{ status: "resolved" },
		{},
		{},
		{ status: "resolved", endsAt: "2026-01-01T00:20:00Z" },
	] as const;

	const [first, end, again, repeat, secondEnd] = ids.map(
		(alert) => toDrafts(notificationOf(alert))[0]?.delivery_id,
	);

	assert.notEqual(again, first);
	assert.equal(repeat, again);
	assert.notEqual(secondEnd, end);
});

test("an alert that begins anew is a new event", () => {
	const toDrafts = openSource();

	const [first] = toDrafts(notificationOf({}));
	const [second] = toDrafts(notificationOf({ startsAt: "2026-01-02T00:00:00Z" }));

	assert.notEqual(second?.delivery_id, first?.delivery_id);
});

test("alerts of an Alertmanager that sends no fingerprint are told apart by their labels", () => {
	const [one, other, same] = receive(
		notificationOf(
			{ fingerprint: "", labels: { alertname: "A", job: "x" } },
			{ fingerprint: "", labels: { alertname: "A", job: "y" } },
			{ fingerprint: "", labels: { job: "x", alertname: "A" } },
		),
	);

	assert.notEqual(one?.delivery_id, other?.delivery_id);
	assert.equal(one?.delivery_id, same?.delivery_id);
});

test("the watchdog is well as long as it fires", () => {
	const labels = { alertname: "Watchdog" };
	const [firing, resolved] = receive(notificationOf({ labels }, { labels, status: "resolved" }));

	assert.equal(firing?.event_type, "prometheus_watchdog");
	assert.equal(firing?.fields?.["conclusion"], "success");
	assert.equal(resolved?.event_type, "prometheus_watchdog");
	assert.equal(resolved?.fields?.["conclusion"], "failure");
});

test("the watchdog may have another name", () => {
	const toDrafts = openSource({ watchdog: { alert: "DeadMansSwitch" } });

	const [draft] = toDrafts(notificationOf({ labels: { alertname: "DeadMansSwitch" } }));

	assert.equal(draft?.event_type, "prometheus_watchdog");
});

test("texts of any length fit into an event", () => {
	const annotations = { summary: "x".repeat(3_000_000), description: "\u001b[31mred\u0000" };

	const [draft] = receive(notificationOf({ annotations }));

	assert.doesNotThrow(() => parseDraft(draft));
});

test("every draft is one that the bus takes", () => {
	const labels = { alertname: "Watchdog" };
	const drafts = receive(
		notificationOf({}, { status: "resolved" }, { labels }, { labels: {}, annotations: {} }),
	);

	for (const draft of drafts) assert.doesNotThrow(() => parseDraft(draft));
});

const MALFORMED: Readonly<Record<string, readonly [body: string, message: string]>> = {
	"no body": ["", "Cannot read the body: it is empty"],
	"no JSON": ["{", "Cannot read the body: it is not JSON"],
	"an array": ["[]", "Cannot read the body: it is JSON, but not an object"],
	null: ["null", "Cannot read the body: it is JSON, but not an object"],
	"no alerts": ["{}", 'Cannot read alerts of the notification: undefined, and must be "alerts"'],
	"alerts that are none": [
		'{"alerts":{}}',
		"Cannot read alerts of the notification: Object, and must be Array",
	],
	"an alert that is none": [
		'{"alerts":[1]}',
		"Cannot read alerts.0 of the notification: 1, and must be Object",
	],
	"an unknown status": [
		'{"alerts":[{"status":"odd","startsAt":"x"}]}',
		'Cannot read alerts.0.status of the notification: "odd", and must be ("firing" | "resolved")',
	],
	"no beginning": [
		'{"alerts":[{"status":"firing"}]}',
		'Cannot read alerts.0.startsAt of the notification: undefined, and must be "startsAt"',
	],
};

for (const [what, [body, message]] of Object.entries(MALFORMED)) {
	test(`${what}: refused, not thrown`, () => {
		assert.throws(() => receive(Buffer.from(body)), { code: "EVENT_INVALID", message });
	});
}

test("bytes that are not UTF-8 are refused", () => {
	assert.throws(() => receive(Buffer.from([0x7b, 0xff, 0x7d])), { code: "EVENT_INVALID" });
});

test("what stands before Alertmanager may sign the body instead of sending the secret", () => {
	const body = notificationOf({});
	const signature = `sha256=${createHmac("sha256", "s3cret").update(body).digest("hex")}`;

	assert.equal(authenticate(body, { "x-hub-signature-256": signature }), undefined);
	assert.equal(
		authenticate(Buffer.from("{}"), { "x-hub-signature-256": signature })?.code,
		"signature_wrong",
	);
});

test("a signature does not make up for a wrong token", () => {
	const body = notificationOf({});
	const signature = `sha256=${createHmac("sha256", "s3cret").update(body).digest("hex")}`;

	const refusal = authenticate(body, { authorization: "Bearer guess", "x-hub-signature-256": signature });

	assert.equal(refusal?.code, "authorization_wrong");
});

test("nothing to prove who sends is refused", () => {
	assert.equal(authenticate(notificationOf({}), {})?.code, "authorization_missing");
});

test("keys of the configuration that are wrong are named", () => {
	assert.throws(() => parseAlertmanagerConfig({ watchdog: { timeout: "soon" } }), {
		code: "CONFIG_INVALID",
		message:
			'Cannot use alertmanager.watchdog.timeout: "soon", and must be Durations look like 90 (seconds), 500ms, 1.5h or 1m30s',
	});
	assert.throws(() => parseAlertmanagerConfig({ watchdogs: {} }), {
		message: "Cannot use alertmanager.watchdogs: unknown key",
	});
});

test("the test event is one that the bus takes, and another one each time", () => {
	const { definition } = createAlertmanagerSource(parseAlertmanagerConfig(undefined));

	assert.doesNotThrow(() => parseDraft(definition.createTestDraft()));
	assert.equal(definition.createTestDraft().delivery_id, undefined);
});

function openSource(config?: unknown) {
	const { webhook } = createAlertmanagerSource(parseAlertmanagerConfig(config));
	return (body: Buffer) => webhook.toDrafts(requestOf(body));
}

function receive(body: Buffer) {
	return openSource()(body);
}

function authenticate(body: Buffer, headers: WebhookRequest["headers"]) {
	const { webhook } = createAlertmanagerSource(parseAlertmanagerConfig(undefined));
	return webhook.authenticate({ ...requestOf(body), headers }, ["s3cret"]);
}

function requestOf(body: Buffer): WebhookRequest {
	return { path: "/alertmanager", headers: {}, body, receivedAtNs: 1_767_225_600_000_000_000n };
}
