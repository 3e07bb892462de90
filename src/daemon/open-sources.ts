/** What the daemon hears by other ways than its socket, as config.toml and the secrets have it at the moment. */
import type { Bus } from "../bus/bus.js";
import { parseDraft } from "../event/draft.js";
import type { HeardCounts } from "../http/http-backend.js";
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import type { Clock } from "../platform/clock.js";
import type { Log } from "../platform/log.js";
import type { Paths } from "../platform/paths.js";
import { SecretStore } from "../platform/secrets.js";
import type { DaemonStatus, EmitResult, SourceInfo } from "../protocol/messages.js";
import type { Emit } from "../sources/source.js";
import type { Store } from "../store/store.js";
import type { DemandBook } from "./demand-book.js";
import type { LiveConfig } from "./live-config.js";
import { publish } from "./publish.js";
import { SOURCE_SECTIONS } from "./source-registry.js";
import type { SourceWorld } from "./obstacles.js";
import { reportSources, toSourceInfo } from "./report-source.js";
import { SourceAsker } from "./source-asker.js";
import { Supervisor } from "./supervisor.js";
import { toKnownSources } from "./known-sources.js";
import { Webhooks } from "./webhooks.js";

export interface OpenSourcesOptions {
	readonly bus: Bus;
	readonly clock: Clock;
	readonly log: Log;
	readonly paths: Paths;
	readonly env: NodeJS.ProcessEnv;
	readonly live: LiveConfig;
	readonly demands: DemandBook;
	readonly store: Pick<Store, "knownSources" | "newestOf">;
	readonly onActivity: () => void;
}

export interface OpenSources {
	/** Takes over what has changed. */
	reload(): Promise<void>;
	readonly asker: SourceAsker;
	/** The sources as they are now, and what is known of others. */
	world(): SourceWorld;
	/** Resolves when a source has looked at what the matchers ask for. @throws BusError SOURCE_FAILED when it cannot */
	look(source: string, matchers: readonly CompiledMatcher[], sinceMs: number): Promise<void>;
	/** Emits a synthetic event of a source. @throws BusError REQUEST_INVALID when there is no such source */
	test(name: string): Promise<readonly EmitResult[]>;
	/** @throws BusError REQUEST_INVALID when there is no such source */
	describe(name: string): Promise<SourceInfo>;
	status(): Pick<DaemonStatus, "webhooks" | "source_states" | "config_problem">;
	/** For the metrics. */
	counts(): HeardCounts;
	/** Resolves when what came whole has been committed and answered. */
	close(): Promise<void>;
}

export async function openSources(options: OpenSourcesOptions): Promise<OpenSources> {
	const { bus, clock, log, paths, env, live, demands, store, onActivity } = options;
	const emit: Emit = async (drafts) => {
		onActivity();
		const parsed = drafts.map((draft) => parseDraft(draft));
		return await publish(bus, parsed);
	};
	const webhooks = new Webhooks({ secrets: new SecretStore(paths.secretsPath, clock), emit, clock, log });
	const sections = SOURCE_SECTIONS;
	const supervisor = new Supervisor({ sections, emit, clock, log, env, paths, demands });
	const world = (): SourceWorld => {
		const sources = supervisor.present();
		return {
			sources,
			webhooks: () => webhooks.status(),
			known: toKnownSources(sources, store.knownSources()),
		};
	};
	const apply = async (): Promise<void> => {
		await supervisor.apply(live.current);
		await webhooks.apply({ port: live.current.webhooks.port, routes: supervisor.webhooks() });
	};
	const reload = (): Promise<void> => {
		live.reload();
		return apply();
	};
	await apply();
	live.onTouched(() => void reload().catch((error: unknown) => log.error("defect", { error })));
	return {
		reload,
		asker: new SourceAsker({ demands, clock, sources: () => supervisor.present(), world }),
		world,
		test: async (name) => await emit([(await supervisor.describe(name)).createTestDraft()]),
		describe: async (name) => toSourceInfo(await supervisor.describe(name)),
		status: () => {
			const webhookStatus = webhooks.status();
			const newestOf = (source: string): string | undefined => store.newestOf(source);
			return {
				webhooks: webhookStatus,
				source_states: reportSources(supervisor.present(), { webhooks: webhookStatus, newestOf }),
				config_problem: live.problem,
			};
		},
		look: async (source, matchers, sinceMs) => {
			const present = supervisor.present().find(({ name }) => name === source);
			await present?.run?.look(matchers, sinceMs);
		},
		counts: () => ({
			webhookRequests: webhooks.counters.list(),
			webhookBytes: webhooks.counters.listBytes(),
			sources: supervisor.counts(),
		}),
		close: async () => {
			live.close();
			await Promise.all([webhooks.close(), supervisor.close()]);
		},
	};
}
