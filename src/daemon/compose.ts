/** The parts of a running daemon, put together: everything but the socket that they are reached by. */
import { Bus } from "../bus/bus.js";
import { createSystemClock } from "../platform/clock.js";
import type { Host } from "../platform/host.js";
import type { Libc } from "../platform/libc.js";
import type { AdjustableLog } from "../platform/log.js";
import { createMemoryReturn } from "../platform/memory.js";
import type { Paths } from "../platform/paths.js";
import { hasPeerHungUp } from "../platform/peer-hangup.js";
import { readDatabaseSize } from "../store/database-size.js";
import type { RetentionPolicy, Store } from "../store/store.js";
import { type Agents, openAgents } from "./agents/open-agents.js";
import type { Config } from "./config.js";
import { Daemon } from "./daemon.js";
import { DemandBook } from "./demand-book.js";
import { createHttpAcceptor } from "./http-acceptor.js";
import { createHttpBackend } from "./http-backend.js";
import { LiveConfig } from "./live-config.js";
import { type OpenSources, openSources } from "./open-sources.js";
import { createRequestHandler } from "./requests.js";
import { createStatusReport } from "./status-report.js";
import { WaitBook } from "./wait-book.js";

export interface DaemonParts {
	readonly host: Host;
	readonly version: string;
	readonly paths: Paths;
	readonly libc: Libc;
	readonly config: Config;
	readonly log: AdjustableLog;
	readonly store: Store;
	/** A client asked for the daemon's end. */
	readonly onStop: () => void;
}

export interface ComposedDaemon {
	readonly daemon: Daemon;
	readonly sources: OpenSources;
	readonly agents: Agents;
}

/** Resolves when the sources are open, so that whoever starts a daemon finds all of it. */
export async function composeDaemon(parts: DaemonParts): Promise<ComposedDaemon> {
	const { host, version, paths, libc, config, log, store, onStop } = parts;
	const clock = createSystemClock();
	const live = new LiveConfig({ path: paths.configPath, env: host.env, clock, log, initial: config });
	const bus = new Bus({ store, clock, log, retention: () => toRetentionPolicy(live.current) });
	const waits = new WaitBook();
	const demands = new DemandBook();
	const agents = await openAgents({
		bus,
		store,
		host,
		clock,
		libc,
		log,
		paths,
		wakeBudget: () => ({ tokens: live.current.delivery.wakes_per_hour, perMs: HOUR_MS }),
		isDigestWanted: () => live.current.delivery.digest_at_start,
	});
	const memory = createMemoryReturn(libc, host.platform);
	const status = createStatusReport({
		store,
		bus,
		waits,
		clock,
		paths,
		version,
		connections: () => daemon.connectionCount,
		sources: () => sources.status(),
	});
	const http = createHttpBackend({
		bus,
		clock,
		version,
		databaseBytes: () => readDatabaseSize(paths.databasePath),
		connections: () => daemon.connectionCount,
		waits: () => waits.size,
		heard: () => sources.counts(),
		ask: (question) => sources.asker.ask(question),
	});
	const daemon = new Daemon({
		bus,
		clock,
		log,
		demands,
		heartbeatSeconds: config.heartbeat_sec,
		handle: createRequestHandler({
			bus,
			clock,
			version,
			waits,
			demands,
			sections: () => live.current.sections,
			env: host.env,
			agents,
			status,
			ask: (question) => sources.asker.ask(question),
			look: (source, matchers, sinceMs) => sources.look(source, matchers, sinceMs),
			world: () => sources.world(),
			reload: () => sources.reload(),
			describeSource: (name) => sources.describe(name),
			testSource: (name) => sources.test(name),
			stop: onStop,
		}),
		acceptHttp: createHttpAcceptor({ backend: http, clock, log }),
		hasPeerHungUp: (socket) => hasPeerHungUp(libc, socket),
		onIdle: () => {
			store.checkpoint();
			memory.giveBack().catch((error: unknown) => log.warn("memory was not given back", { error }));
		},
	});
	live.onTakenOver(({ log_level, durability, heartbeat_sec }) => {
		log.setMinimumLevel(log_level);
		store.setDurability(durability);
		daemon.setHeartbeat(heartbeat_sec);
	});
	const sources = await openSources({
		bus,
		clock,
		log,
		paths,
		env: host.env,
		live,
		demands,
		store,
		onActivity: () => daemon.onActivity(),
	});
	return { daemon, sources, agents };
}

const HOUR_MS = 3_600_000;

function toRetentionPolicy({ retention: { max_age, max_events, max_size } }: Config): RetentionPolicy {
	return { maxAgeMs: max_age, maxRows: max_events, maxBytes: max_size };
}
