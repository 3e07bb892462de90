/** Runs the source by itself, and hears what it emits. */
import { EventEmitter, on, once } from "node:events";
import type { TestContext } from "node:test";
import { parseDraft } from "../../../src/event/draft.js";
import type { EventDraft, JsonObject, JsonValue } from "../../../src/event/event.js";
import type { Clock } from "../../../src/platform/clock.js";
import { createSystemClock } from "../../../src/platform/clock.js";
import { createDockerSource } from "../../../src/sources/docker/source.js";
import type { Demand, SourceContext } from "../../../src/sources/source.js";
import { openHttp } from "../../../src/webhooks/open-http.js";

type Health = Parameters<SourceContext["reportHealth"]>[0];

export interface HarnessOptions {
	/** As DOCKER_HOST has it. */
	readonly host: string;
	readonly memory?: JsonValue | undefined;
	readonly clock?: SourceContext["clock"];
	/** Asked before anything is committed. */
	readonly onEmit?: () => Promise<void>;
}

export interface DockerHarness {
	/** Each delivery once, in order. */
	readonly events: readonly EventDraft[];
	readonly memory: JsonValue | undefined;
	/** Resolves with the first event that has these fields, heard already or not. */
	heard(fields: JsonObject): Promise<EventDraft>;
	/** Resolves when it has reported this. */
	reported(state: Health["state"]): Promise<Health>;
	/** Resolves with why the run is over, when it was not told to end. */
	ended(): Promise<unknown>;
	stop(): Promise<void>;
}

/** Resolves once it hears the Engine. */
export async function startDocker(
	t: Pick<TestContext, "after">,
	options: HarnessOptions,
): Promise<DockerHarness> {
	const docker = openDocker(t, options);
	await docker.reported("up");
	return docker;
}

export function openDocker(t: Pick<TestContext, "after">, options: HarnessOptions): DockerHarness {
	const end = new AbortController();
	const news = new EventEmitter<{ event: [EventDraft]; health: [Health] }>();
	const committed = new Map<string | undefined, EventDraft>();
	const reports: Health[] = [];
	let memory = options.memory;

	const context: SourceContext = {
		emit: async (drafts) => {
			await options.onEmit?.();
			return drafts.map(commit);
		},
		clock: options.clock ?? createSystemClock(),
		log: { debug() {}, info() {}, warn() {}, error() {} },
		signal: end.signal,
		config: {},
		env: { DOCKER_HOST: options.host },
		memory: { read: () => memory, write: (value) => void (memory = value) },
		demand: () => NO_DEMAND,
		onDemand: () => undefined,
		onLook: () => undefined,
		reportHealth(health) {
			reports.push(health);
			news.emit("health", health);
		},
	};
	const running = createDockerSource(openHttp)
		.run(context)
		.then(
			() => undefined,
			(error: unknown) => error,
		);
	const stop = async (): Promise<void> => {
		end.abort();
		await running;
	};
	t.after(stop);

	return {
		get events() {
			return [...committed.values()];
		},
		get memory() {
			return memory;
		},
		heard: (fields) => find([...committed.values()], "event", (event) => hasFields(event, fields)),
		reported: (state) => find(reports.slice(-1), "health", (health) => health.state === state),
		ended: () => running,
		stop,
	};

	function commit(draft: EventDraft): { event_id: string; outcome: "committed" | "duplicate" } {
		parseDraft(draft);
		if (committed.has(draft.delivery_id)) return { event_id: "", outcome: "duplicate" };
		committed.set(draft.delivery_id, draft);
		news.emit("event", draft);
		return { event_id: "", outcome: "committed" };
	}

	async function find<Item>(
		before: readonly Item[],
		kind: "event" | "health",
		isIt: (item: Item) => boolean,
	): Promise<Item> {
		const found = before.find(isIt);
		if (found !== undefined) return found;
		for await (const [item] of on(news, kind)) if (isIt(item as Item)) return item as Item;
		throw new TypeError("the loop does not end by itself");
	}
}

const NO_DEMAND: Demand = {
	isNamed: true,
	listeners: 1,
	repos: [],
	equalities: new Map(),
	prefixes: new Map(),
};

function hasFields({ fields = {} }: EventDraft, wanted: JsonObject): boolean {
	return Object.entries(wanted).every(([name, value]) => fields[name] === value);
}

/** What tests look at. */
export function shortOf({ fields = {} }: EventDraft): JsonObject {
	const { action, conclusion, exit_code, oom, signal } = fields;
	return { action, conclusion, exit_code, oom, signal } as JsonObject;
}

export interface HastyClock extends Clock {
	/** Sets the wall clock forward. */
	advance(ms: number): void;
	/** Resolves when so many timers have fired, and no other is set any more. */
	quiet(fired: number): Promise<void>;
	/** How long each timer was to take. */
	readonly delaysMs: readonly number[];
}

// More than an answer from a socket takes.
const QUIET_TURNS = 1_000;

/** Its timers fire at once. @param stepMs So much later is each look at it than the one before. */
export function createHastyClock(stepMs = 5_000): HastyClock {
	const system = createSystemClock();
	const news = new EventEmitter();
	const delaysMs: number[] = [];
	let [monotonicMs, aheadMs, pending, fired] = [0, 0, 0, 0];
	return {
		nowMs: () => system.nowMs() + aheadMs,
		nowNs: () => system.nowNs() + BigInt(aheadMs) * 1_000_000n,
		monotonicMs: () => (monotonicMs += stepMs),
		delaysMs,
		setTimer(delayMs, fn) {
			delaysMs.push(delayMs);
			pending += 1;
			return system.setTimer(0, () => {
				pending -= 1;
				fired += 1;
				fn();
				news.emit("fired");
			});
		},
		advance: (ms) => void (aheadMs += ms),
		async quiet(count) {
			while (fired < count) await once(news, "fired");
			for (let turns = 0; turns < QUIET_TURNS; turns = pending === 0 ? turns + 1 : 0) {
				await new Promise((resolve) => setImmediate(resolve));
			}
		},
	};
}
