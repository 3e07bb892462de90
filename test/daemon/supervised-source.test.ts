import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SupervisedSource } from "../../src/daemon/supervised-source.js";
import { BusError } from "../../src/errors.js";
import { createDeferred } from "../../src/platform/deferred.js";
import type { SourceContext, SourceDefinition } from "../../src/sources/source.js";
import { createFakeClock } from "../support/fake-clock.js";

describe("a supervised source", () => {
	test("is off until it is started, and says what it reports", async () => {
		const { source, started } = supervise(async (context) => {
			context.reportHealth({ state: "down", reason: "no answer" });
			await aborted(context.signal);
		});

		const before = source.status.state;
		source.start();
		await started();

		assert.equal(before, "off");
		assert.deepEqual([source.status.state, source.status.problem], ["down", "no answer"]);
		await source.stop();
		assert.equal(source.status.state, "off");
	});

	test("runs again after a pause that doubles, and tells why it failed", async () => {
		const { source, clock, started } = supervise(() =>
			Promise.reject(new BusError("SOURCE_FAILED", "Cannot hear it: it is gone")),
		);

		source.start();
		await started();
		await settle();
		assert.deepEqual(
			[source.status.state, source.status.problem, source.status.restarts],
			["down", "Cannot hear it: it is gone", 1],
		);
		clock.advance(1_000);
		await started();
		await settle();
		clock.advance(1_999);
		await settle();
		assert.equal(source.status.restarts, 2);
		clock.advance(1);
		await started();
		await settle();

		assert.equal(source.status.restarts, 3);
		await source.stop();
	});

	test("that ends by itself is run again as well", async () => {
		const { source, clock, started } = supervise(() => Promise.resolve());

		source.start();
		await started();
		await settle();
		clock.advance(1_000);
		await started();

		await source.stop();
		assert.ok(source.status.restarts >= 1);
	});

	test("that only another configuration could help is not asked again, and costs no timer", async () => {
		const reason = "its files are others";
		let asked = 0;
		const { source, clock } = supervise(
			() => Promise.reject(new Error("it must not run")),
			() => {
				asked += 1;
				return Promise.resolve({ isAvailable: false, reason, hint: "accept it", isFinal: true });
			},
		);

		source.start();
		await source.settled;
		await settle();
		clock.advance(3_600_000);
		await settle();

		assert.deepEqual([source.status.state, source.status.problem], ["unavailable", reason]);
		assert.deepEqual([asked, clock.pendingTimers], [1, 0]);
		await source.stop();
	});

	test("that does not end is let go after a second", async () => {
		const { source, clock, started } = supervise(() => new Promise(() => undefined));
		source.start();
		await started();

		const stopped = source.stop();
		clock.advance(1_000);

		await stopped;
	});

	test("stops at once while it waits to be run again", async () => {
		const { source, started } = supervise(() => Promise.reject(new Error("no")));
		source.start();
		await started();
		await settle();

		await source.stop();

		assert.equal(source.status.state, "off");
	});
});

function supervise(
	run: (context: SourceContext) => Promise<void>,
	findAvailability: SourceDefinition["findAvailability"] = () => Promise.resolve({ isAvailable: true }),
) {
	const clock = createFakeClock();
	let begun = createDeferred<void>();
	const definition: SourceDefinition = {
		name: "scratch",
		summary: "",
		eventTypes: [],
		fields: {},
		findAvailability,
		createTestDraft: () => ({ source: "scratch", event_type: "test" }),
		run: (context) => {
			begun.resolve();
			return run(context);
		},
	};
	const source = new SupervisedSource({
		name: "scratch",
		load: () => Promise.resolve(definition),
		surroundings: {
			emit: () => Promise.resolve([]),
			clock,
			log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
			env: {},
			config: {},
			memory: { read: () => undefined, write: ignore },
			demand: () => ({ isNamed: false, listeners: 0, repos: [], equalities: new Map(), prefixes: new Map() }),
		},
	});
	const started = async (): Promise<void> => {
		await begun.promise;
		begun = createDeferred<void>();
	};
	return { source, clock, started };
}

function aborted(signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		signal.addEventListener("abort", () => resolve(), { once: true });
	});
}

/** Lets what has been resolved come about. */
function settle(): Promise<void> {
	return new Promise((resolve) => {
		setImmediate(resolve);
	});
}

function ignore(): void {}
