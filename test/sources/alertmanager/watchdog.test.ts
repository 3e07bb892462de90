import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { BusError } from "../../../src/errors.js";
import { parseDraft } from "../../../src/event/draft.js";
import type { JsonValue } from "../../../src/event/event.js";
import { parseAlertmanagerConfig } from "../../../src/sources/alertmanager/config.js";
import { createAlertmanagerSource } from "../../../src/sources/alertmanager/source.js";
import type { Emit, SourceContext } from "../../../src/sources/source.js";
import { createFakeClock } from "../../support/fake-clock.js";
import { createRecorder } from "../../webhooks/recorder.js";
import type { PostedAlert } from "./notifications.js";
import { notificationOf } from "./notifications.js";

const MINUTE_MS = 60_000;
const WATCHDOG = { labels: { alertname: "Watchdog", cluster: "one" } };
const OTHER = { labels: { alertname: "Watchdog", cluster: "two" }, fingerprint: "0000000000000002" };

test("a watchdog that was never heard is not missed, and costs no timer", (t) => {
	const { clock, recorder } = startWatching(t);

	assert.equal(clock.pendingTimers, 0);
	clock.advance(24 * 60 * MINUTE_MS);
	assert.deepEqual(recorder.drafts, []);
});

test("a watchdog that is silent for too long is a failure", async (t) => {
	const { clock, hear, recorder, health } = startWatching(t);
	await hear(WATCHDOG);

	clock.advance(10 * MINUTE_MS - 1);
	assert.equal(recorder.drafts.length, 1);
	clock.advance(1);

	const draft = recorder.drafts[1];
	assert.equal(draft?.event_type, "prometheus_watchdog");
	assert.equal(draft?.summary, "Watchdog has not been heard for 10 min: alerts may not arrive");
	assert.equal(draft?.fields?.["status"], "missing");
	assert.equal(draft?.fields?.["conclusion"], "failure");
	assert.equal(draft?.fields?.["last_heard_at"], "2026-01-01T00:00:00Z");
	assert.deepEqual(draft?.fields?.["labels"], WATCHDOG.labels);
	assert.doesNotThrow(() => parseDraft(draft));
	assert.equal(health(), "1 of 1 watchdogs not heard");
});

test("a watchdog that is repeated in time is not missed, and its repeats are no events", async (t) => {
	const { clock, hear, recorder } = startWatching(t);

	for (let count = 0; count < 5; count += 1) {
		await hear(WATCHDOG);
		clock.advance(9 * MINUTE_MS);
	}

	assert.equal(recorder.drafts.length, 1);
});

test("the return of a watchdog is a success, once", async (t) => {
	const { clock, hear, recorder, health } = startWatching(t);
	await hear(WATCHDOG);
	clock.advance(10 * MINUTE_MS);
	await settle();

	await hear(WATCHDOG);
	await hear(WATCHDOG);

	assert.deepEqual(statuses(recorder), ["firing success", "missing failure", "firing success"]);
	assert.equal(health(), "up");
});

test("a watchdog that is lost a second time is missed a second time", async (t) => {
	const { clock, hear, recorder } = startWatching(t);

	for (let count = 0; count < 2; count += 1) {
		await hear(WATCHDOG);
		clock.advance(11 * MINUTE_MS);
		await settle();
	}

	assert.deepEqual(statuses(recorder), [
		"firing success",
		"missing failure",
		"firing success",
		"missing failure",
	]);
});

test("a watchdog that Alertmanager calls resolved is lost at once, and is not missed later", async (t) => {
	const { clock, hear, recorder, health } = startWatching(t);
	await hear(WATCHDOG);

	await hear({ ...WATCHDOG, status: "resolved" });
	clock.advance(60 * MINUTE_MS);

	assert.deepEqual(statuses(recorder), ["firing success", "resolved failure"]);
	assert.equal(health(), "1 of 1 watchdogs not heard");
});

test("each cluster has a watchdog of its own", async (t) => {
	const { clock, hear, recorder, health } = startWatching(t);
	await hear(WATCHDOG);
	await hear(OTHER);

	clock.advance(9 * MINUTE_MS);
	await hear(OTHER);
	clock.advance(9 * MINUTE_MS);

	assert.deepEqual(recorder.drafts.at(-1)?.fields?.["labels"], WATCHDOG.labels);
	assert.equal(recorder.drafts.length, 3);
	assert.equal(health(), "1 of 2 watchdogs not heard");
});

test("another alert does not stand in for the watchdog", async (t) => {
	const { clock, hear, recorder } = startWatching(t);
	await hear(WATCHDOG);

	clock.advance(9 * MINUTE_MS);
	await hear({});
	clock.advance(MINUTE_MS);

	assert.equal(recorder.drafts.at(-1)?.fields?.["status"], "missing");
});

test("after a restart a watchdog has its whole time again, and is missed then", async (t) => {
	const first = startWatching(t);
	await first.hear(WATCHDOG);
	first.clock.advance(9 * MINUTE_MS);
	await first.stop();

	const second = startWatching(t, { memory: first.memory() });
	second.clock.advance(10 * MINUTE_MS - 1);
	assert.equal(second.recorder.drafts.length, 0);
	second.clock.advance(1);

	assert.deepEqual(statuses(second.recorder), ["missing failure"]);
});

test("a watchdog that was missing before a restart is not missed again, and its return is told", async (t) => {
	const first = startWatching(t);
	await first.hear(WATCHDOG);
	first.clock.advance(10 * MINUTE_MS);
	await settle();
	await first.stop();

	const second = startWatching(t, { memory: first.memory(), recorder: first.recorder });
	second.clock.advance(60 * MINUTE_MS);
	assert.equal(second.health(), "1 of 1 watchdogs not heard");
	await second.hear(WATCHDOG);

	assert.deepEqual(statuses(second.recorder), ["firing success", "missing failure", "firing success"]);
});

test("an absence that could not be stored is told when the source runs again", async (t) => {
	let isBroken = true;
	const recorder = createRecorder();
	const emit: Emit = (drafts) =>
		isBroken && drafts.some(({ fields }) => fields?.["status"] === "missing")
			? Promise.reject(new BusError("STORE_FULL", "Cannot store: the disk is full"))
			: recorder.emit(drafts);
	const first = startWatching(t, { emit });
	await first.hear(WATCHDOG);
	first.clock.advance(10 * MINUTE_MS);
	await assert.rejects(first.running, { code: "STORE_FULL" });

	isBroken = false;
	const second = startWatching(t, { emit, memory: first.memory() });
	await settle();
	await second.stop();

	assert.deepEqual(statuses(recorder), ["firing success", "missing failure"]);
});

test("what another version remembered is forgotten", (t) => {
	const { clock } = startWatching(t, { memory: { pulses: 1 } });

	assert.equal(clock.pendingTimers, 0);
});

test("the source ends when it is told to, and leaves no timer", async (t) => {
	const { clock, hear, stop } = startWatching(t);
	await hear(WATCHDOG);

	await stop();

	assert.equal(clock.pendingTimers, 0);
});

test("a source whose signal has aborted before it starts ends at once", async (t) => {
	const { running } = startWatching(t, { isAborted: true });

	await running;
});

interface Options {
	readonly memory?: JsonValue | undefined;
	readonly recorder?: ReturnType<typeof createRecorder>;
	readonly emit?: Emit;
	readonly isAborted?: boolean;
}

function startWatching(t: TestContext, options: Options = {}) {
	const { recorder = createRecorder(), emit = recorder.emit, isAborted = false } = options;
	const clock = createFakeClock();
	const controller = new AbortController();
	if (isAborted) controller.abort();
	let remembered = options.memory;
	let health = "unknown";
	const { webhook, definition } = createAlertmanagerSource(parseAlertmanagerConfig(undefined));
	const context: SourceContext = {
		emit,
		clock,
		log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
		signal: controller.signal,
		config: {},
		env: {},
		memory: {
			read: () => remembered,
			write: (value) => {
				// As the daemon keeps it: JSON.
				remembered = JSON.parse(JSON.stringify(value)) as JsonValue;
			},
		},
		demand: () => ({ isNamed: false, listeners: 0, repos: [], equalities: new Map(), prefixes: new Map() }),
		onDemand: ignore,
		onLook: ignore,
		reportHealth: (report) => {
			health = report.state === "up" ? "up" : report.reason;
		},
	};
	const running = definition.run(context);
	running.catch(ignore);
	t.after(() => controller.abort());
	return {
		clock,
		recorder,
		running,
		memory: () => remembered,
		health: () => health,
		hear: (alert: PostedAlert) =>
			emit(
				webhook.toDrafts({ path: "", headers: {}, body: notificationOf(alert), receivedAtNs: clock.nowNs() }),
			),
		stop: () => {
			controller.abort();
			return running;
		},
	};
}

function statuses({ drafts }: Pick<ReturnType<typeof createRecorder>, "drafts">): readonly string[] {
	return drafts.map(({ fields }) => [fields?.["status"], fields?.["conclusion"]].map(asText).join(" "));
}

function asText(value: JsonValue | undefined): string {
	return typeof value === "string" ? value : "none";
}

/** Lets what was begun by a timer come to its end. */
function settle(): Promise<void> {
	return new Promise((resolve) => {
		setImmediate(resolve);
	});
}

function ignore(): void {}
