/** Runs the source against a stand-in of GitHub's API, with a clock that the test moves. */
import type { TestContext } from "node:test";
import { parseDraft } from "../../../src/event/draft.js";
import type { EventDraft, JsonObject, JsonValue } from "../../../src/event/event.js";
import { createGithubSource } from "../../../src/sources/github/source.js";
import type { Demand, Look, SourceContext } from "../../../src/sources/source.js";
import { createHttpGet } from "../../../src/webhooks/http-get.js";
import type { FakeClock } from "../../support/fake-clock.js";
import { createFakeClock } from "../../support/fake-clock.js";
import type { GithubStandIn } from "../../support/github-stand-in.js";
import { startGithubStandIn } from "../../support/github-stand-in.js";

type Health = Parameters<SourceContext["reportHealth"]>[0];

export interface PollHarness {
	readonly github: GithubStandIn;
	readonly clock: FakeClock;
	/** Committed ones, in order. */
	readonly events: readonly EventDraft[];
	readonly health: Health | undefined;
	readonly memory: JsonValue | undefined;
	/** Resolves when the look that is under way, or the next one, is over. */
	looked(): Promise<void>;
	/** Lets time pass and waits for the look that this brings about. */
	lookAfter(ms: number): Promise<void>;
	/** Lets time pass in which nothing is to happen, and whatever happens nevertheless come about. */
	idle(ms: number): Promise<void>;
	/** Waits until a timer of this length is set, and lets its time pass. */
	passTimer(delayMs: number): Promise<void>;
	setDemand(demand: Partial<Demand>): void;
	/** Has the source look at what is asked. */
	lookFor(asked: Partial<Demand>): Promise<void>;
	/** Events since the last call, in short. */
	takeNews(): readonly string[];
	stop(): Promise<void>;
}

export interface HarnessOptions {
	readonly demand?: Partial<Demand>;
	readonly config?: JsonObject;
	readonly env?: NodeJS.ProcessEnv;
	readonly memory?: JsonValue | undefined;
	readonly github?: GithubStandIn;
	/** Of an earlier run, so that what it committed is known. */
	readonly committed?: readonly EventDraft[];
}

export const REPOSITORY = "me/app";
export const AWAITED = { repos: [REPOSITORY], listeners: 1 };

export async function startPoll(
	t: Pick<TestContext, "after">,
	options: HarnessOptions = {},
): Promise<PollHarness> {
	const github = options.github ?? (await startGithubStandIn(t));
	const clock = createFakeClock();
	const timers = observeTimers(clock);
	const end = new AbortController();
	const committed = new Map((options.committed ?? []).map((draft) => [draft.delivery_id, draft]));
	const before = committed.size;
	let taken = before;
	let memory = options.memory;
	let health: Health | undefined;
	const waiting: (() => void)[] = [];
	let demand: Demand = {
		isNamed: false,
		repos: [],
		listeners: 0,
		equalities: new Map(),
		prefixes: new Map(),
		...options.demand,
	};
	let hearDemand = (): void => {};
	let lookAt: Look = () => Promise.resolve();

	const context: SourceContext = {
		emit: (drafts) => Promise.resolve(drafts.map(commit)),
		clock: timers.clock,
		log: { debug() {}, info() {}, warn() {}, error() {} },
		signal: end.signal,
		config: { api_url: github.url, ...options.config },
		env: { GITHUB_TOKEN: "token-of-the-test", PATH: "", ...options.env },
		memory: { read: () => memory, write: (value) => void (memory = value) },
		demand: () => demand,
		onDemand: (listener) => void (hearDemand = listener),
		onLook: (listener) => void (lookAt = listener),
		reportHealth(value) {
			health = value;
			for (const wake of waiting.splice(0)) wake();
		},
	};
	const running = createGithubSource(createHttpGet()).run(context);
	t.after(async () => {
		end.abort();
		await running;
	});

	return {
		github,
		clock,
		get events() {
			return [...committed.values()].slice(before);
		},
		get health() {
			return health;
		},
		get memory() {
			return memory;
		},
		looked: () => untilLook(),
		async lookAfter(ms) {
			const look = untilLook();
			await timers.settled();
			clock.advance(ms);
			await look;
		},
		async idle(ms) {
			await timers.settled();
			clock.advance(ms);
			await timers.settled();
		},
		async passTimer(delayMs) {
			await timers.untilSet(delayMs);
			clock.advance(delayMs);
		},
		setDemand(next) {
			demand = { ...demand, ...next };
			hearDemand();
		},
		lookFor: (asked) => lookAt({ ...demand, ...asked }, clock.monotonicMs()),
		takeNews() {
			const news = [...committed.values()].slice(taken).map(toNews);
			taken = committed.size;
			return news;
		},
		async stop() {
			end.abort();
			await running;
		},
	};

	function commit(draft: EventDraft): { event_id: string; outcome: "committed" | "duplicate" } {
		parseDraft(draft);
		const outcome = committed.has(draft.delivery_id) ? "duplicate" : "committed";
		if (outcome === "committed") committed.set(draft.delivery_id, draft);
		return { event_id: String(committed.size), outcome };
	}

	function untilLook(): Promise<void> {
		return new Promise((resolve) => waiting.push(resolve));
	}
}

/** `workflow_run 7.1 completed success` */
function toNews({ event_type, fields = {} }: EventDraft): string {
	const id =
		fields["run_id"] ?? fields["job_id"] ?? fields["check_name"] ?? fields["pr"] ?? fields["head_branch"];
	const attempt = fields["run_attempt"];
	const name = [id, attempt]
		.filter((part) => part !== undefined)
		.map(toWord)
		.join(".");
	const words = [fields["status"], fields["conclusion"]].filter((word) => word !== undefined).map(toWord);
	return [event_type, name, ...words].filter((word) => word !== "").join(" ");
}

function toWord(value: JsonValue | undefined): string {
	return typeof value === "string" ? value : JSON.stringify(value);
}

/** The clock, with a way to wait until somebody has set a timer. */
function observeTimers(clock: FakeClock) {
	let set: number[] = [];
	let hear = (): void => {};
	return {
		clock: {
			...clock,
			setTimer(delayMs: number, fn: () => void) {
				set.push(delayMs);
				const timer = clock.setTimer(delayMs, fn);
				queueMicrotask(() => hear());
				return timer;
			},
		},
		async untilSet(delayMs: number): Promise<void> {
			while (!set.includes(delayMs)) {
				await new Promise<void>((resolve) => {
					hear = resolve;
				});
			}
			set = [];
		},
		/** A look ends before the timer of the next one is set. */
		settled: () => new Promise<void>((resolve) => setImmediate(resolve)),
	};
}
