/** The daemon's counts in the Prometheus text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). */
import type { Histogram, MetricsSnapshot } from "./http-backend.js";

export const METRICS_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

export function renderMetrics(metrics: MetricsSnapshot): string {
	const { committedBySource } = metrics;
	const bySource = [...committedBySource].map(([source, count]) =>
		sample(`{source="${escapeLabel(source)}"}`, count),
	);
	const families = [
		family(
			"build_info",
			["gauge", "The version that runs"],
			[sample(`{version="${escapeLabel(metrics.version)}"}`, 1)],
		),
		single(
			"start_time_seconds",
			["gauge", "When the daemon started, in seconds since the epoch"],
			metrics.startedAtSeconds,
		),
		family("events_committed_total", ["counter", "Events committed since the start, by source"], bySource),
		single(
			"events_duplicate_total",
			["counter", "Events that were there already by their delivery id"],
			metrics.duplicates,
		),
		single(
			"events_delivered_total",
			["counter", "Events handed to subscriptions and waits"],
			metrics.delivered,
		),
		family(
			"commit_duration_seconds",
			["histogram", "How long a commit to the database takes"],
			samplesOf(metrics.commits),
		),
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
	return families.join("");
}

interface Sample {
	/** Follows the name of its family: a suffix, labels. */
	readonly suffix: string;
	readonly value: number;
}

type About = readonly [type: "counter" | "gauge" | "histogram", help: string];

function family(name: string, [type, help]: About, samples: readonly Sample[]): string {
	const lines = samples.map(({ suffix, value }) => `waitbus_${name}${suffix} ${value}\n`);
	return `# HELP waitbus_${name} ${help}\n# TYPE waitbus_${name} ${type}\n${lines.join("")}`;
}

function single(name: string, about: About, value: number): string {
	return family(name, about, [sample("", value)]);
}

function sample(suffix: string, value: number): Sample {
	return { suffix, value };
}

function samplesOf({ bounds, counts, sum }: Histogram): readonly Sample[] {
	let total = 0;
	const buckets = [...bounds.map(String), "+Inf"].map((bound, index) => {
		total += counts[index] ?? 0;
		return sample(`_bucket{le="${bound}"}`, total);
	});
	return [...buckets, sample("_sum", sum), sample("_count", total)];
}

function escapeLabel(text: string): string {
	return text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
}
