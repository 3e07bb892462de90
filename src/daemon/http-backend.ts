/** The bus as the HTTP dialect sees it. */
import type { Bus } from "../bus/bus.js";
import { COMMIT_BUCKETS_SECONDS } from "../bus/counters.js";
import type { HeardCounts, HttpBackend, MetricsSnapshot } from "../http/http-backend.js";
import type { Clock } from "../platform/clock.js";
import { publish } from "./publish.js";
import { compileSelection } from "./selection.js";
import type { SourceAsker } from "./source-asker.js";

export interface HttpBackendSources {
	readonly bus: Bus;
	readonly clock: Clock;
	readonly version: string;
	readonly databaseBytes: () => number;
	readonly connections: () => number;
	readonly waits: () => number;
	readonly heard: () => HeardCounts;
	readonly ask: SourceAsker["ask"];
}

export function createHttpBackend(sources: HttpBackendSources): HttpBackend {
	const { bus, clock, version, ask } = sources;
	const startedMs = clock.monotonicMs();
	const startedAtSeconds = clock.nowMs() / 1_000;
	return {
		publish: (drafts) => publish(bus, drafts),
		compile: async (selection) => {
			const matcher = await compileSelection(selection);
			const matchers = matcher === undefined ? [] : [matcher];
			return {
				subscribe: (since, sink) => bus.subscribe(matchers, since, sink),
				ask: () => ask({ mode: "stream", clauses: matchers, unless: [] }),
			};
		},
		findEvent: (eventId) => {
			const found = bus.log.findByEventId(eventId);
			return found === undefined ? undefined : { text: found.text, payloadText: found.payloadText() };
		},
		headSeq: () => bus.log.headSeq(),
		health: () => ({ version, pid: process.pid, uptimeMs: Math.round(clock.monotonicMs() - startedMs) }),
		metrics: () => ({
			version,
			startedAtSeconds,
			...countsOf(bus),
			...gaugesOf(sources),
			...sources.heard(),
		}),
	};
}

function countsOf({
	counters,
}: Bus): Pick<MetricsSnapshot, "committedBySource" | "duplicates" | "delivered" | "commits"> {
	const { committedBySource, duplicates, delivered, commitsByBucket, commitSecondsSum } = counters;
	const commits = { bounds: COMMIT_BUCKETS_SECONDS, counts: commitsByBucket, sum: commitSecondsSum };
	return { committedBySource, duplicates, delivered, commits };
}

function gaugesOf({ bus, databaseBytes, connections, waits }: HttpBackendSources) {
	return {
		connections: connections(),
		subscriptions: bus.subscriptionCount,
		waits: waits(),
		databaseBytes: databaseBytes(),
		residentBytes: process.memoryUsage.rss(),
	};
}
