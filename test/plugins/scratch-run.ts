/** A run of a plugin that a test has written, in a process of its own, with a recorder in place of the daemon. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { BusError } from "../../src/errors.js";
import type { EventDraft, JsonValue } from "../../src/event/event.js";
import { type Clock, createSystemClock } from "../../src/platform/clock.js";
import { toNodeFlags } from "../../src/plugins/node-flags.js";
import { NO_PERMISSIONS, type Permissions } from "../../src/plugins/permissions.js";
import { PluginProcess } from "../../src/plugins/plugin-process.js";
import { runPlugin } from "../../src/plugins/run-plugin.js";
import { findRunner } from "../../src/plugins/runner-path.js";
import type { Demand, SourceContext } from "../../src/sources/source.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const NOBODY_ASKS: Demand = {
	isNamed: false,
	listeners: 0,
	repos: [],
	equalities: new Map(),
	prefixes: new Map(),
};

export interface ScratchRunOptions {
	readonly granted?: Partial<Permissions>;
	readonly env?: NodeJS.ProcessEnv;
	readonly config?: JsonValue;
	readonly memory?: JsonValue;
	readonly clock?: Clock;
	/** What the bus says of drafts. @default they are committed */
	readonly emit?: SourceContext["emit"];
}

export interface ScratchRun {
	readonly pid: number;
	/** Every draft that was committed. */
	readonly drafts: readonly EventDraft[];
	readonly healths: readonly Parameters<SourceContext["reportHealth"]>[0][];
	readonly logged: readonly unknown[];
	readonly remembered: readonly JsonValue[];
	/** The code and message that the run failed with; undefined when it ended as told. */
	readonly failure: Promise<BusError | undefined>;
	/** Resolves with the first so many drafts. */
	emitted(count: number): Promise<readonly EventDraft[]>;
	/** Resolves when it has reported that it is up. */
	up(): Promise<void>;
	ask(demand: Partial<Demand>): void;
	stop(): void;
	/** Closes our end of the conversation, as the end of the daemon does. */
	hangUp(): void;
}

/** Runs a module whose text is `export default { async run(context) { BODY } }`. */
export function runBody(t: TestContext, body: string, options: ScratchRunOptions = {}): ScratchRun {
	return runModule(t, `export default { async run(context) { ${body} } };`, options);
}

export function runModule(t: TestContext, text: string, options: ScratchRunOptions = {}): ScratchRun {
	const directory = makeTemporaryDirectory(t);
	const modulePath = join(directory, "source.mjs");
	writeFileSync(modulePath, text);
	const granted = { ...NO_PERMISSIONS, ...options.granted };
	const nodeFlags = toNodeFlags({ granted, ownPaths: [findRunner(), directory] });
	const env = options.env ?? {};
	const child = new PluginProcess({ nodeFlags, runnerPath: findRunner(), modulePath, env });
	const recorder = new Recorder(options);
	t.after(() => recorder.end());
	const running = runPlugin(
		{ name: "mine", eventTypes: ["seen", "gone"], start: () => child },
		recorder.context,
	);
	const failure = running.then(
		() => undefined,
		(error: unknown) => {
			if (error instanceof BusError) return error;
			throw error;
		},
	);
	recorder.follow(failure);
	return {
		pid: child.pid,
		drafts: recorder.drafts,
		healths: recorder.healths,
		logged: recorder.logged,
		remembered: recorder.remembered,
		failure,
		emitted: async (count) => {
			await recorder.until(() => recorder.drafts.length >= count);
			return recorder.drafts.slice(0, count);
		},
		up: () => recorder.until(() => recorder.healths.some(({ state }) => state === "up")),
		ask: (demand) => recorder.ask({ ...NOBODY_ASKS, ...demand }),
		stop: () => recorder.stop(),
		hangUp: () => child.channel.destroy(),
	};
}

class Recorder {
	readonly context: SourceContext;
	readonly drafts: EventDraft[] = [];
	readonly healths: Parameters<SourceContext["reportHealth"]>[0][] = [];
	readonly logged: unknown[] = [];
	readonly remembered: JsonValue[] = [];
	readonly #end = new AbortController();
	#demand = NOBODY_ASKS;
	#hearDemand: () => void = () => undefined;
	#changed: () => void = () => undefined;
	#over: BusError | string | undefined;

	constructor({ clock = createSystemClock(), config = {}, memory, emit }: ScratchRunOptions) {
		const log = (message: string, fields?: unknown): void => {
			this.logged.push([message, fields]);
			this.#changed();
		};
		this.context = {
			clock,
			config,
			env: {},
			signal: this.#end.signal,
			log: { debug: log, info: log, warn: log, error: log },
			demand: () => this.#demand,
			onDemand: (listener) => {
				this.#hearDemand = listener;
			},
			onLook: () => undefined,
			memory: {
				read: () => memory,
				write: (value) => {
					this.remembered.push(value);
					this.#changed();
				},
			},
			reportHealth: (health) => {
				this.healths.push(health);
				this.#changed();
			},
			emit: emit ?? ((drafts) => this.#commit(drafts)),
		};
	}

	follow(failure: Promise<BusError | undefined>): void {
		void failure.then((error) => {
			this.#over = error ?? "it was told to";
			this.#changed();
		});
	}

	ask(demand: Demand): void {
		this.#demand = demand;
		this.#hearDemand();
	}

	stop(): void {
		this.#end.abort();
	}

	async end(): Promise<void> {
		this.stop();
		await this.until(() => this.#over !== undefined);
	}

	async until(isSo: () => boolean): Promise<void> {
		while (!isSo()) {
			if (this.#over !== undefined) throw new Error(`the run is over: ${String(this.#over)}`);
			await new Promise<void>((resolve) => {
				this.#changed = resolve;
			});
		}
	}

	#commit(drafts: readonly EventDraft[]): ReturnType<SourceContext["emit"]> {
		const first = this.drafts.length;
		this.drafts.push(...drafts);
		this.#changed();
		return Promise.resolve(
			drafts.map((_, index) => ({ event_id: `event-${first + index}`, outcome: "committed" as const })),
		);
	}
}
