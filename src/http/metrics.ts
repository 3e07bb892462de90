/** The daemon's counts for Prometheus. docs/http.md lists them. */
import { type About, formatFamily, toSamples } from "./exposition.js";
import type { MetricsSnapshot, SourceState } from "./http-backend.js";

export const METRICS_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

const STATES = ["off", "starting", "up", "down", "unavailable"] as const satisfies readonly SourceState[];

export function renderMetrics(metrics: MetricsSnapshot): string {
	return [...busFamilies(metrics), ...heardFamilies(metrics), ...gauges(metrics)].join("");
}

function busFamilies(metrics: MetricsSnapshot): readonly string[] {
	const { version, startedAtSeconds, committedBySource, duplicates, delivered, commits } = metrics;
	return [
		formatFamily("build_info", ["gauge", "The version that runs"], [{ labels: { version }, value: 1 }]),
		single(
			"start_time_seconds",
			["gauge", "When the daemon started, in seconds since the epoch"],
			startedAtSeconds,
		),
		formatFamily(
			"events_committed_total",
			["counter", "Events committed since the start, by source"],
			[...committedBySource].map(([source, value]) => ({ labels: { source }, value })),
		),
		single(
			"events_duplicate_total",
			["counter", "Events that were there already by their delivery id"],
			duplicates,
		),
		single("events_delivered_total", ["counter", "Events handed to subscriptions and waits"], delivered),
		formatFamily(
			"commit_duration_seconds",
			["histogram", "How long a commit to the database takes"],
			toSamples(commits),
		),
	];
}

function heardFamilies({ webhookRequests, webhookBytes, sources }: MetricsSnapshot): readonly string[] {
	return [
		formatFamily(
			"webhook_requests_total",
			["counter", "Requests to the webhook listener, by how they ended"],
			webhookRequests.map(({ route, outcome, count }) => ({ labels: { route, outcome }, value: count })),
		),
		formatFamily(
			"webhook_body_bytes_total",
			["counter", "Bytes of the bodies that came whole to the webhook listener"],
			webhookBytes.map(({ route, bytes }) => ({ labels: { route }, value: bytes })),
		),
		formatFamily(
			"source_state",
			["gauge", "1 for the state that a source is in, 0 for the others"],
			sources.flatMap(({ name, state: current }) =>
				STATES.map((state) => ({ labels: { source: name, state }, value: state === current ? 1 : 0 })),
			),
		),
		formatFamily(
			"source_restarts_total",
			["counter", "How often a source had to be started again"],
			sources.map(({ name, restarts }) => ({ labels: { source: name }, value: restarts })),
		),
		formatFamily(
			"source_events_total",
			["counter", "New events that a source inside the daemon has told"],
			sources.map(({ name, committed }) => ({ labels: { source: name }, value: committed })),
		),
	];
}

function gauges(metrics: MetricsSnapshot): readonly string[] {
	return [
		single("connections", ["gauge", "Open connections"], metrics.connections),
		single("subscriptions", ["gauge", "Readers of the log, waits among them"], metrics.subscriptions),
		single("waits", ["gauge", "Waits that are going on"], metrics.waits),
		single(
			"database_bytes",
			["gauge", "Size of the database on the disk with its write-ahead log"],
			metrics.databaseBytes,
		),
		single("resident_memory_bytes", ["gauge", "Resident memory of the daemon"], metrics.residentBytes),
	];
}

function single(name: string, about: About, value: number): string {
	return formatFamily(name, about, [{ value }]);
}
