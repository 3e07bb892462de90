import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { EventDraft } from "../../../src/event/event.js";
import { createSystemClock } from "../../../src/platform/clock.js";
import { createDeferred } from "../../../src/platform/deferred.js";
import { parseAlertmanagerConfig } from "../../../src/sources/alertmanager/config.js";
import { createAlertmanagerSource } from "../../../src/sources/alertmanager/source.js";
import type { Emit } from "../../../src/sources/source.js";
import type { Recorder } from "../../webhooks/recorder.js";
import { createRecorder } from "../../webhooks/recorder.js";
import { openScratchListener, SECRET } from "../../webhooks/scratch-listener.js";
import { alertmanagerIsMissing, startAlertmanager } from "./real-alertmanager.js";

const skip = alertmanagerIsMissing;
const BEARER = `{ authorization: { type: Bearer, credentials: ${SECRET} } }`;
const BASIC = `{ basic_auth: { username: alertmanager, password: ${SECRET} } }`;

for (const [name, httpConfig] of Object.entries({ "a bearer token": BEARER, "basic auth": BASIC })) {
	test(`a stock Alertmanager with ${name} is heard from firing to resolved`, { skip }, async (t) => {
		const { url, recorder } = await listen(t);
		const { raise } = await startAlertmanager(t, { url, httpConfig });
		const disk = {
			labels: { alertname: "DiskFull", severity: "critical", team: "db" },
			startsAt: before(60),
		};
		const latency = {
			labels: { alertname: "HighLatency", team: "db" },
			annotations: { summary: "slow" },
			startsAt: before(50),
		};

		await raise(disk, latency);
		const diskFiring = await recorder.find(is("DiskFull", "firing"));
		const latencyFiring = await recorder.find(is("HighLatency", "firing"));
		await raise({ ...disk, endsAt: before(1) });
		const diskResolved = await recorder.find(is("DiskFull", "resolved"));

		assert.equal(diskFiring.fields?.["conclusion"], "failure");
		assert.equal(diskFiring.fields?.["alert_severity"], "critical");
		assert.equal(diskFiring.fields?.["receiver"], "waitbus");
		assert.equal(latencyFiring.summary, "HighLatency firing: slow");
		assert.equal(diskResolved.fields?.["conclusion"], "success");
		assert.equal(diskResolved.fields?.["alert_fingerprint"], diskFiring.fields?.["alert_fingerprint"]);
		assert.equal(diskResolved.fields?.["starts_at"], diskFiring.fields?.["starts_at"]);
		assert.notEqual(diskResolved.delivery_id, diskFiring.delivery_id);
		assert.equal(recorder.drafts.length, 3);
	});
}

test("what a stock Alertmanager repeats is stored once", { skip }, async (t) => {
	const repeated = createDeferred<void>();
	let posts = 0;
	const { url, recorder } = await listen(t, {
		onEmit: () => {
			posts += 1;
			if (posts === 3) repeated.resolve();
		},
	});
	const { raise } = await startAlertmanager(t, { url, httpConfig: BEARER });

	await raise({ labels: { alertname: "DiskFull", team: "db" }, startsAt: before(60) });
	await repeated.promise;

	assert.equal(recorder.drafts.length, 1);
});

test("a stock Alertmanager that dies is missed, and its return is told", { skip }, async (t) => {
	const { url, recorder } = await listen(t, { watchdogTimeout: "4s" });
	const watchdog = { labels: { alertname: "Watchdog", team: "ops" }, startsAt: before(60) };
	const first = await startAlertmanager(t, { url, httpConfig: BEARER });
	await first.raise(watchdog);
	await recorder.find(is("Watchdog", "firing"));

	await first.kill();
	const missing = await recorder.find(is("Watchdog", "missing"));
	const second = await startAlertmanager(t, { url, httpConfig: BEARER });
	await second.raise(watchdog);
	const returned = await recorder.find(
		({ delivery_id: id }) => id?.includes(":firing:after:missing:") === true,
	);

	assert.equal(missing.fields?.["conclusion"], "failure");
	assert.equal(returned.fields?.["conclusion"], "success");
});

interface ListenOptions {
	readonly onEmit?: () => void;
	readonly watchdogTimeout?: string;
}

/** A listener with the source Alertmanager behind it, and where to post to. */
async function listen(
	t: TestContext,
	{ onEmit = () => undefined, watchdogTimeout = "10m" }: ListenOptions = {},
): Promise<{ readonly url: string; readonly recorder: Recorder }> {
	const recorder = createRecorder();
	const emit: Emit = (drafts) => {
		onEmit();
		return recorder.emit(drafts);
	};
	const config = parseAlertmanagerConfig({ watchdog: { timeout: watchdogTimeout } });
	const { webhook, definition } = createAlertmanagerSource(config);
	const controller = new AbortController();
	const ignore = (): void => undefined;
	const running = definition.run({
		emit,
		clock: createSystemClock(),
		log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
		signal: controller.signal,
		config: {},
		env: {},
		memory: { read: () => undefined, write: ignore },
		demand: () => ({ isNamed: false, listeners: 0, repos: [], equalities: new Map(), prefixes: new Map() }),
		onDemand: ignore,
		onLook: ignore,
		reportHealth: ignore,
	});
	t.after(async () => {
		controller.abort();
		await running;
	});
	const { listener } = await openScratchListener(t, { routes: [webhook], emit });
	return { url: `http://127.0.0.1:${listener.port}/alertmanager`, recorder };
}

function is(alertName: string, status: string): (draft: EventDraft) => boolean {
	return ({ fields }) => fields?.["alert_name"] === alertName && fields["status"] === status;
}

function before(seconds: number): string {
	return new Date(Date.now() - seconds * 1_000).toISOString();
}
