/** What every source that runs promises, whatever it hears. Each source calls `testSource` with an upstream of its own. */
import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { SupervisedSource } from "../../src/daemon/supervised-source.js";
import { parseDraft } from "../../src/event/draft.js";
import type { EventDraft, JsonValue } from "../../src/event/event.js";
import { createDeferred } from "../../src/platform/deferred.js";
import type { SourceStatus } from "../../src/protocol/messages.js";
import type { Demand, SourceContext, SourceDefinition } from "../../src/sources/source.js";
import { createHurriedClock } from "../support/hurried-clock.js";
import { createMemoryCell } from "../support/memory-cell.js";
import { createRecorder } from "../webhooks/recorder.js";

type Deed = () => void | Promise<void>;

interface SourceUnderTest {
	/** Another one each time, as after a restart of the daemon. */
	create(): SourceDefinition;
	/** Its section of config.toml. @default {} */
	readonly config?: JsonValue;
	readonly env?: NodeJS.ProcessEnv;
	/** What somebody asks of it, besides naming it. */
	readonly demand?: Partial<Demand>;
	/** How much faster its time passes than the world's. @default 1 */
	readonly haste?: number;
	/** Something new happens, and it is told of. */
	readonly happen: Deed;
	/** Where it hears of that. */
	readonly upstream?: { readonly vanish: Deed; readonly comeBack: Deed };
	/** Has the upstream say something malformed, or misbehave otherwise; afterwards it is well again. */
	readonly misbehave: (mischief: string) => void | Promise<void>;
}

export interface SourceTraits {
	readonly name: string;
	/** What its upstream may do wrong, each in a few words. */
	readonly mischief: readonly string[];
	/** Whether it depends on something that may vanish. */
	readonly hasUpstream: boolean;
	readonly open: (t: TestContext) => SourceUnderTest | Promise<SourceUnderTest>;
}

const NAME = /^[a-z][a-z0-9_.-]*$/;
const STOP_MS = 1_000;

export function testSource({ name, mischief, hasUpstream, open }: SourceTraits): void {
	describe(`the source ${name} keeps the contract: it`, () => {
		test("says what it is, and gives a draft to test it with", async (t) => {
			const { summary, eventTypes, fields, ...definition } = (await open(t)).create();

			assert.equal(definition.name, name);
			assert.match(summary, /^[^\n]{10,120}$/);
			for (const type of eventTypes) assert.match(type, NAME);
			for (const text of Object.values(fields)) assert.match(text, /^[^\n]{3,200}$/);
			const { eventType } = parseDraft(definition.createTestDraft());
			assert.ok(eventTypes.includes(eventType));
		});

		test("is available, and ends looking when it is told to", async (t) => {
			const { create, config = {}, env = {} } = await open(t);
			const end = new AbortController();

			const found = await create().findAvailability({ config, env, signal: end.signal });
			end.abort();
			const looking = create().findAvailability({ config, env, signal: end.signal });

			assert.deepEqual(found, { isAvailable: true });
			await within(
				STOP_MS,
				looking.catch(() => undefined),
			);
		});

		test("starts, tells what happens, and describes what it tells", async (t) => {
			const source = await run(t, open);

			await source.state("up");
			assert.deepEqual([source.status.problem, source.status.restarts], [null, 0]);
			const draft = await source.happens();

			const { fields } = source.definition;
			for (const key of Object.keys(draft.fields ?? {})) assert.ok(key in fields, `"${key}" is described`);
			assert.ok(source.definition.eventTypes.includes(draft.event_type));
			assert.equal(draft.source, name);
		});

		test("ends within a second, whenever it is told to", async (t) => {
			const source = await run(t, open);
			await source.endsAtOnce();

			source.start();
			await source.state("up");
			await source.endsAtOnce();

			source.start();
			await source.state("up");
			await source.happens();
			await source.endsAtOnce();
			assert.equal(source.status.state, "off");
		});

		test("goes on after a restart", async (t) => {
			const source = await run(t, open);
			await source.state("up");
			await source.happens();
			await source.endsAtOnce();

			source.start();
			await source.state("up", "down");

			await source.happens();
		});

		if (hasUpstream) testUpstream(open);

		for (const what of mischief)
			test(`survives ${what}`, async (t) => {
				const source = await run(t, open);
				await source.state("up");

				await source.misbehave(what);
				await source.happens();

				assert.equal(source.status.restarts, 0, "it did not reject");
			});
	});
}

function testUpstream(open: SourceTraits["open"]): void {
	test("says that its upstream has vanished, and hears it again when it is back", async (t) => {
		const source = await run(t, open);
		await source.state("up");

		await source.upstream?.vanish();
		await source.state("down", "unavailable");
		assert.match(source.status.problem ?? "", /./);
		await source.upstream?.comeBack();
		await source.state("up");
		await source.happens();

		assert.equal(source.status.problem, null);
	});

	test("ends within a second while its upstream is away", async (t) => {
		const source = await run(t, open);
		await source.state("up");
		await source.upstream?.vanish();
		await source.state("down", "unavailable");

		await source.endsAtOnce();
	});
}

/** It runs as in the daemon: supervised, with what it remembers, and every draft checked as the bus does. */
async function run(t: TestContext, open: SourceTraits["open"]) {
	const { create, config = {}, env = {}, demand, haste = 1, happen, upstream, misbehave } = await open(t);
	const recorder = createRecorder();
	const memory = createMemoryCell();
	const clock = createHurriedClock(haste);
	const definition = create();
	let hear = ignore;
	let running: Promise<void> = Promise.resolve();
	const heard: Demand = {
		isNamed: true,
		listeners: 1,
		repos: [],
		equalities: new Map(),
		prefixes: new Map(),
		...demand,
	};
	const source = new SupervisedSource({
		name: definition.name,
		load: () => Promise.resolve(observe(create())),
		surroundings: {
			emit: (drafts) => {
				for (const draft of drafts) parseDraft(draft);
				return recorder.emit(drafts);
			},
			clock,
			log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
			env,
			config,
			memory,
			demand: () => heard,
		},
	});
	t.after(() => source.stop());
	source.start();
	return {
		definition,
		upstream,
		misbehave,
		start: () => source.start(),
		get status(): SupervisedSource["status"] {
			return source.status;
		},
		/** Resolves when it is in one of these states. */
		async state(...wanted: readonly SourceStatus["state"][]): Promise<void> {
			while (!wanted.includes(source.status.state)) {
				const changed = createDeferred<void>();
				hear = changed.resolve;
				await changed.promise;
			}
		},
		/** Has something happen, and resolves with what was told of it. */
		async happens(): Promise<EventDraft> {
			const before = recorder.drafts.length;
			await happen();
			return await recorder.find((draft) => recorder.drafts.indexOf(draft) >= before);
		},
		async endsAtOnce(): Promise<void> {
			await source.stop();
			// The supervisor lets go of one that does not end; here it has to.
			await within(STOP_MS, running);
		},
	};

	/** Tells when the status may have changed, and keeps the run in sight. */
	function observe(observed: SourceDefinition): SourceDefinition {
		const tell = (): void => void setImmediate(() => hear());
		return {
			...observed,
			findAvailability: (context) => observed.findAvailability(context).finally(tell),
			run: (context) => {
				const reportHealth: SourceContext["reportHealth"] = (health) => {
					context.reportHealth(health);
					tell();
				};
				const run = observed.run({ ...context, reportHealth }).finally(tell);
				running = run.catch(ignore);
				return run;
			},
		};
	}
}

async function within(ms: number, promise: Promise<unknown>): Promise<void> {
	const late = createDeferred<never>();
	const timer = setTimeout(() => late.reject(new Error(`it takes longer than ${ms} ms`)), ms);
	try {
		await Promise.race([promise, late.promise]);
	} finally {
		clearTimeout(timer);
	}
}

function ignore(): void {}
