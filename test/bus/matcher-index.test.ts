import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { MatcherIndex } from "../../src/bus/matcher-index.js";
import { type CompiledMatcher, compileMatchers } from "../../src/event/matcher/compile-matcher.js";
import { sampleEvent } from "../event/matcher/sample-event.js";

interface Reader {
	readonly name: string;
	readonly matchers: readonly CompiledMatcher[];
}

async function reader(
	name: string,
	...selections: readonly Parameters<typeof compileMatchers>[0][]
): Promise<Reader> {
	return { name, matchers: await Promise.all(selections.map(compileMatchers)) };
}

function indexOf(readers: readonly Reader[]): MatcherIndex<Reader> {
	const index = new MatcherIndex<Reader>();
	for (const each of readers) index.add(each, each.matchers);
	return index;
}

test("an event meets only the readers that share its value, and those without one", async () => {
	const readers = await Promise.all([
		reader("same run", { match: ["run_id=42"] }),
		reader("other run", { match: ["run_id=43"] }),
		reader("two runs", { match: ["run_id=42", "run_id=43"] }),
		reader("no equality", { match: ["exit_code>0"] }),
		reader("everything"),
		reader("one of two", { match: ["run_id=7"] }, { source: "docker" }),
		reader("commit", { sha: "0123456" }),
		reader("its repository", { repo: "Acme/API" }),
	]);
	const event = sampleEvent({ owner: "acme", repo: "api", fields: { run_id: 42 } });

	const names = [...indexOf(readers).candidates(event)].map(({ name }) => name);

	assert.deepEqual(names.sort(), [
		"everything",
		"its repository",
		"no equality",
		"one of two",
		"same run",
		"two runs",
	]);
});

test("nobody who matches is left out, and nobody is told twice", async () => {
	const values = ["1", "2", '"1"', "true", "null", "x"];
	const readers = await Promise.all([
		...values.map((value) => reader(`a=${value}`, { match: [`a=${value}`] })),
		...values.map((value) => reader(`b=${value} or a!=1`, { match: [`b=${value}`] }, { match: ["a!=1"] })),
		reader("prefix", { match: ["a^=x", "a=1"] }),
		reader("sha", { sha: "abcdef0" }),
		reader("source", { source: "docker" }, { match: ["a=1", "b=1"] }),
	]);
	const index = indexOf(readers);
	const value = fc.constantFrom(1, 2, "1", true, null, "x", "xy", [1], { a: 1 });
	const fields = fc.record(
		{ a: value, b: value, head_sha: fc.constantFrom("ABCDEF01", "abcdef0", "1", 7) },
		{ requiredKeys: [] },
	);

	fc.assert(
		fc.property(fields, fc.constantFrom("docker", "ci"), (given, source) => {
			const event = sampleEvent({ source, fields: given });
			const candidates = [...index.candidates(event)];
			const matching = readers.filter(({ matchers }) => matchers.some((matcher) => matcher.matches(event)));

			assert.deepEqual(
				matching.filter((each) => !candidates.includes(each)),
				[],
			);
			assert.equal(new Set(candidates).size, candidates.length);
		}),
	);
});

test("the cost of an event does not grow with readers that wait for something else", async () => {
	const index = new MatcherIndex<number>();
	const matchers = await Promise.all(
		Array.from({ length: 2_000 }, (_, n) => compileMatchers({ match: [`run_id=${n}`] })),
	);
	for (const [n, matcher] of matchers.entries()) index.add(n, [matcher]);

	assert.deepEqual([...index.candidates(sampleEvent({ fields: { run_id: 1_234 } }))], [1_234]);
});

test("a reader that left is not told, and a reader may leave while others are told", async () => {
	const readers = await Promise.all([
		reader("a", { source: "docker" }),
		reader("b", { source: "docker" }),
		reader("c"),
	]);
	const index = indexOf(readers);
	const event = sampleEvent();

	const told: string[] = [];
	for (const each of index.candidates(event)) {
		told.push(each.name);
		for (const other of readers) index.delete(other, other.matchers);
	}

	assert.deepEqual(told.sort(), ["a", "b", "c"]);
	assert.deepEqual([...index.candidates(event)], []);
});
