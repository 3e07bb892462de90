/** The daemon's own account of itself. */
import type { Bus } from "../bus/bus.js";
import type { Clock } from "../platform/clock.js";
import type { Paths } from "../platform/paths.js";
import type { DaemonStatus } from "../protocol/messages.js";
import type { Store } from "../store/store.js";
import type { WaitBook } from "./wait-book.js";

export interface StatusSources {
	readonly store: Store;
	readonly bus: Bus;
	readonly waits: WaitBook;
	readonly clock: Clock;
	readonly paths: Paths;
	readonly version: string;
	readonly connections: () => number;
	readonly sources: () => Pick<DaemonStatus, "webhooks" | "source_states" | "config_problem">;
}

export function createStatusReport({
	store,
	bus,
	waits,
	clock,
	paths,
	version,
	connections,
	sources,
}: StatusSources): () => DaemonStatus {
	const startedMs = clock.monotonicMs();
	return () => {
		const { rows, bytes, durability, oldestEventId, newestEventId, bySource } = store.statistics();
		return {
			version,
			pid: process.pid,
			uptime_ms: Math.round(clock.monotonicMs() - startedMs),
			socket: paths.socketPath,
			database: paths.databasePath,
			events: rows,
			database_bytes: bytes,
			durability,
			oldest_event_id: oldestEventId ?? null,
			newest_event_id: newestEventId ?? null,
			sources: Object.entries(bySource).map(([source, events]) => ({ source, events })),
			connections: connections(),
			subscriptions: bus.subscriptionCount,
			waits: waits.size,
			rss_bytes: process.memoryUsage.rss(),
			...sources(),
		};
	};
}
