import assert from "node:assert/strict";
import { test } from "node:test";
import { toFixedSince, toSelection, toWaitTerms } from "../../src/client/terms.js";

const NOW_MS = 1_767_225_600_000;

for (const [since, wanted] of [
	["10m", "2025-12-31T23:50:00.000Z"],
	["1m30s", "2025-12-31T23:58:30.000Z"],
	["90", "2025-12-31T23:58:30.000Z"],
	["500ms", "2025-12-31T23:59:59.500Z"],
	["start", "start"],
	["01J0000000000000000000000A", "01J0000000000000000000000A"],
	["2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"],
	["2026-01-01", "2026-01-01"],
	["nonsense", "nonsense"],
	[undefined, undefined],
] as const) {
	test(`a look-back of ${since} is asked for as ${wanted}, now and after a reconnect`, () => {
		assert.equal(toFixedSince(since, NOW_MS), wanted);
	});
}

test("a look-back that begins like a duration and is none is refused", () => {
	for (const since of ["10x", "0", "1.5.2h"])
		assert.throws(() => toFixedSince(since, NOW_MS), { code: "USAGE" });
});

test("every part of a selection has its name on the wire, and what is absent is not sent", () => {
	const selection = {
		matchCel: "true",
		matchJmespath: "a",
		source: "ci",
		eventType: "run",
		to: "ann",
		sha: "abcdef0",
		repo: "acme/api",
	};

	assert.deepEqual(toSelection({ ...selection, match: "a=1" }), {
		match: ["a=1"],
		match_cel: "true",
		match_jmespath: "a",
		source: "ci",
		event_type: "run",
		to: "ann",
		sha: "abcdef0",
		repo: "acme/api",
	});
	assert.deepEqual(toSelection({ match: ["a=1", "b=2"], since: "start" }), { match: ["a=1", "b=2"] });
});

test("a path is asked for with all that is in it, once it is finished", () => {
	const here = process.cwd();

	assert.deepEqual(toSelection({ path: "dist/" }), {
		source: "fs",
		match: [`path=${here}/dist`, `path^=${here}/dist/`, "status=completed"],
	});
	assert.deepEqual(toSelection({ path: "/", source: "fs", match: "name=a" }), {
		source: "fs",
		match: ["name=a", "path=/", "path^=/", "status=completed"],
	});
	assert.deepEqual(toSelection({ path: "/a ", match: "size>0" }).match?.slice(1, 3), [
		'path="/a "',
		"path^=/a /",
	]);
});

test("whoever says what shall happen to a path need not wait until it is finished", () => {
	for (const match of ["action=delete", "fields.action=delete", "status=completed", "conclusion!=failure"])
		assert.deepEqual(toSelection({ path: "/a", match }).match, [match, "path=/a", "path^=/a/"]);
});

test("a path that is empty, or of another source, is refused", () => {
	assert.throws(() => toSelection({ path: "" }), { code: "USAGE" });
	assert.throws(() => toSelection({ path: "/a", source: "docker" }), { code: "USAGE" });
});

for (const [options, terms] of [
	[{ sha: "abcdef0", repo: "me/app" }, { subject: { sha: "abcdef0", repo: "me/app" } }],
	[
		{ sha: "abcdef0", source: "github", unless: ["a"] },
		{ subject: { sha: "abcdef0" }, unless: ["a"] },
	],
	[{ pr: 7, repo: "me/app" }, { subject: { pr: 7, repo: "me/app" } }],
	[
		{ branch: "main", match: "a=1" },
		{ subject: { branch: "main" }, match: ["a=1"] },
	],
	[
		{ run: 7, source: "ci" },
		{ subject: { run: 7 }, source: "ci" },
	],
	[
		{ sha: "abcdef0", source: "ci" },
		{ sha: "abcdef0", source: "ci" },
	],
	[
		{ sha: "abcdef0", match: "a=1" },
		{ sha: "abcdef0", match: ["a=1"] },
	],
	[
		{ sha: "abcdef0", count: 2 },
		{ sha: "abcdef0", count: 2 },
	],
] as const) {
	test(`${JSON.stringify(options)} asks for ${"subject" in terms ? "a state" : "events"}`, () => {
		assert.deepEqual(toWaitTerms(options), terms);
	});
}

test("every part of a wait has its name on the wire", () => {
	const terms = {
		allOf: ["a"],
		firstOf: ["b"],
		sequence: ["c"],
		count: 2,
		withinMs: 3,
		absentMs: 4,
		unless: ["d"],
	};

	assert.deepEqual(toWaitTerms(terms), {
		all_of: ["a"],
		first_of: ["b"],
		sequence: ["c"],
		count: 2,
		within_ms: 3,
		absent_ms: 4,
		unless: ["d"],
	});
});
