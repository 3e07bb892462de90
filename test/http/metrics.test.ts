import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import type { HeardCounts } from "../../src/http/http-backend.js";
import { renderMetrics } from "../../src/http/metrics.js";
import { type HttpBus, openHttpBus } from "../support/http-bus.js";

const LABEL = String.raw`[a-z]+="(?:[^"\\\n]|\\["\\n])*"`;
const SAMPLE = new RegExp(
	String.raw`^(waitbus_[a-z_]+)(?:\{${LABEL}(?:,${LABEL})*\})? (\d+(?:\.\d+)?(?:e[+-]?\d+)?)$`,
);

const HEARD: HeardCounts = {
	webhookRequests: [
		{ route: "github", outcome: "accepted", count: 3 },
		{ route: "none", outcome: "not_found", count: 1 },
	],
	webhookBytes: [{ route: "github", bytes: 4_096 }],
	sources: [{ name: "github", state: "down", restarts: 2, committed: 7 }],
};

/** The samples of an exposition by their name with labels; throws at the first line that is not allowed. */
function parseExposition(text: string): ReadonlyMap<string, number> {
	const samples = new Map<string, number>();
	let family = "";
	assert.ok(text.endsWith("\n"));
	for (const line of text.slice(0, -1).split("\n")) {
		const [, help] = /^# HELP (waitbus_[a-z_]+) \S.*$/.exec(line) ?? [];
		const [, typed] = /^# TYPE (waitbus_[a-z_]+) (?:counter|gauge|histogram)$/.exec(line) ?? [];
		if (help !== undefined) family = help;
		else if (typed !== undefined) assert.equal(typed, family);
		else {
			const [, name = "", value] = SAMPLE.exec(line) ?? [];
			assert.ok([family, `${family}_bucket`, `${family}_sum`, `${family}_count`].includes(name), line);
			assert.ok(!samples.has(line.slice(0, line.lastIndexOf(" "))), `twice: ${line}`);
			samples.set(line.slice(0, line.lastIndexOf(" ")), Number(value));
		}
	}
	return samples;
}

async function scrape(http: HttpBus): Promise<ReadonlyMap<string, number>> {
	const { text } = await http.ask("/metrics");
	return parseExposition(text);
}

describe("GET /metrics", () => {
	test("is the text format 0.0.4", async (t) => {
		const http = await openHttpBus(t);
		await http.fill(10);

		const { status, headers, text } = await http.ask("/metrics");

		assert.deepEqual([status, headers["content-type"]], [200, "text/plain; version=0.0.4; charset=utf-8"]);
		assert.equal(parseExposition(text).get('waitbus_build_info{version="1.2.3"}'), 1);
	});

	test("counts what was committed, repeated and delivered", async (t) => {
		const http = await openHttpBus(t);
		const body = '{"source":"docker","event_type":"died","delivery_id":"1"}';
		await http.ask("/events", { method: "POST", body });
		await http.ask("/events", { method: "POST", body });
		await http.fill(5, "pytest");
		await http.ask("/events");

		const samples = await scrape(http);

		assert.equal(samples.get('waitbus_events_committed_total{source="docker"}'), 1);
		assert.equal(samples.get('waitbus_events_committed_total{source="pytest"}'), 5);
		assert.equal(samples.get("waitbus_events_duplicate_total"), 1);
		assert.equal(samples.get("waitbus_events_delivered_total"), 6);
		assert.equal(samples.get("waitbus_commit_duration_seconds_count"), 3);
		assert.equal(samples.get('waitbus_commit_duration_seconds_bucket{le="+Inf"}'), 3);
	});

	test("stays of one size however many sources there are", async (t) => {
		const http = await openHttpBus(t);
		const events = Array.from({ length: 1_000 }, (_, n) => ({ source: `s${n}`, event_type: "b" }));
		await http.ask("/events", { method: "POST", body: JSON.stringify(events) });

		const samples = await scrape(http);

		const bySource = [...samples].filter(([name]) => name.startsWith("waitbus_events_committed_total"));
		assert.equal(bySource.length, 101);
		assert.equal(samples.get('waitbus_events_committed_total{source="other"}'), 900);
	});

	test("escapes what stands in a label", () => {
		const text = renderMetrics({
			version: 'a"b\\c\nd',
			startedAtSeconds: 1,
			committedBySource: new Map(),
			duplicates: 0,
			delivered: 0,
			commits: { bounds: [1], counts: [0, 0], sum: 0 },
			connections: 0,
			subscriptions: 0,
			waits: 0,
			databaseBytes: 0,
			residentBytes: 0,
			webhookRequests: [],
			webhookBytes: [],
			sources: [],
		});

		assert.equal(parseExposition(text).get('waitbus_build_info{version="a\\"b\\\\c\\nd"}'), 1);
	});

	test("tells how deliveries ended, and how each source is", async (t) => {
		const http = await openHttpBus(t, { heard: HEARD });

		const samples = await scrape(http);

		assert.equal(samples.get('waitbus_webhook_requests_total{route="github",outcome="accepted"}'), 3);
		assert.equal(samples.get('waitbus_webhook_requests_total{route="none",outcome="not_found"}'), 1);
		assert.equal(samples.get('waitbus_webhook_body_bytes_total{route="github"}'), 4_096);
		assert.equal(samples.get('waitbus_source_restarts_total{source="github"}'), 2);
		assert.equal(samples.get('waitbus_source_events_total{source="github"}'), 7);
		const states = [...samples].filter(([name]) => name.startsWith("waitbus_source_state"));
		assert.deepEqual(
			states.filter(([, value]) => value === 1),
			[['waitbus_source_state{source="github",state="down"}', 1]],
		);
		assert.equal(states.length, 5);
	});

	const hasPromtool = spawnSync("promtool", ["--version"]).status === 0;
	const skip = hasPromtool ? false : "promtool is not installed";
	for (const [what, options] of Object.entries({ "much to tell": { heard: HEARD }, "nothing yet": {} })) {
		test(`pleases promtool with ${what}`, { skip }, async (t) => {
			const http = await openHttpBus(t, options);
			const { text } = await http.ask("/metrics");

			const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], {
				input: text,
				encoding: "utf8",
			});

			assert.deepEqual([status, stdout, stderr], [0, "", ""]);
		});
	}
});
