import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import * as v from "valibot";
import { DemandBook } from "../../src/daemon/demand-book.js";
import type { RunningSource, SourceSection } from "../../src/daemon/source-registry.js";
import { Supervisor } from "../../src/daemon/supervisor.js";
import type { JsonValue } from "../../src/event/event.js";
import { compileMatchers } from "../../src/event/matcher/compile-matcher.js";
import { createDeferred } from "../../src/platform/deferred.js";
import type { Availability, SourceContext, SourceDefinition } from "../../src/sources/source.js";
import { createFakeClock } from "../support/fake-clock.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

/** One section, in which each key is a source. */
export function openSupervisor(t: TestContext, traits: Partial<RunningSource> = {}) {
	const clock = createFakeClock();
	const demands = new DemandBook();
	const contexts: SourceContext[] = [];
	let availability: Availability | Promise<Availability> = { isAvailable: true };
	let begun = createDeferred<void>();
	let over = createDeferred<void>();
	let asked = createDeferred<void>();
	const definition: SourceDefinition = {
		name: "scratch",
		summary: "",
		eventTypes: [],
		fields: {},
		findAvailability: () => {
			setImmediate(asked.resolve);
			return Promise.resolve(availability);
		},
		createTestDraft: () => ({ source: "scratch", event_type: "test" }),
		run: async (context) => {
			contexts.push(context);
			context.reportHealth({ state: "up" });
			begun.resolve();
			await new Promise((resolve) => context.signal.addEventListener("abort", resolve, { once: true }));
			over.resolve();
		},
	};
	const section: SourceSection = {
		key: "scratches",
		schema: v.any(),
		list: (sources) =>
			Object.entries(v.parse(v.record(v.string(), v.any()), sources)).map(([name, config]) => ({
				name,
				config: config as JsonValue,
				create: () => ({
					running: {
						load: () => Promise.resolve(definition),
						isWanted: ({ isNamed }) => isNamed,
						isFreeWhenIdle: false,
						...traits,
					},
				}),
			})),
	};
	const stateDir = makeTemporaryDirectory(t);
	const supervisor = new Supervisor({
		sections: [section],
		emit: () => Promise.resolve([]),
		clock,
		log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
		env: {},
		paths: { stateDir, pluginsDir: `${stateDir}/plugins`, trustPath: `${stateDir}/trust.toml` },
		demands,
	});
	t.after(() => supervisor.close());
	const statusOf = (name: string) => {
		const found = supervisor.present().find((each) => each.name === name)?.run;
		assert.ok(found);
		return found.status;
	};
	return {
		supervisor,
		demands,
		clock,
		apply: (sources: JsonValue) =>
			supervisor.apply({
				sections: new Map([
					["scratches", Object.keys(sources ?? {}).length === 0 ? { scratch: {} } : sources],
				]),
			}),
		wait: async (specs: Parameters<typeof compileMatchers>[0]) => demands.add([await compileMatchers(specs)]),
		statusOf,
		stateOf: (name: string) => statusOf(name).state,
		names: () => supervisor.present().map(({ name }) => name),
		configs: () => contexts.map(({ config }) => config),
		runs: () => contexts.length,
		setAvailability: (value: Availability | Promise<Availability>) => void (availability = value),
		ran: async () => {
			await begun.promise;
			begun = createDeferred<void>();
		},
		ended: async () => {
			await over.promise;
			over = createDeferred<void>();
		},
		/** Its availability has been asked for, and heeded. */
		asked: async () => {
			await asked.promise;
			asked = createDeferred<void>();
		},
	};
}

function ignore(): void {}
