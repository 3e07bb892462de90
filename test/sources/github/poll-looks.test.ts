import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AWAITED, REPOSITORY, startPoll } from "./poll-harness.js";
import { FAILURE, SHA, SUCCESS, toRun } from "./stand-in-runs.js";

const OTHER_SHA = "b".repeat(40);
const equal = (...entries: readonly (readonly [string, readonly string[]])[]) => ({
	...AWAITED,
	equalities: new Map(entries),
});
const toPull = (sha: string) => ({
	id: 40,
	number: 4,
	state: "open",
	head: { sha, ref: "topic" },
	base: { ref: "main" },
});

describe("a look", () => {
	test("is told as a whole or not at all, so that nobody takes half of it for all", async (t) => {
		const poll = await startPoll(t, { demand: equal(["fields.head_sha", [SHA]]) });
		const github = poll.github.repository(REPOSITORY);
		github.runs = [toRun(7, SUCCESS)];
		github.statuses.set(SHA, [{ id: 6, context: "preview", state: "failure" }]);
		const refused = { status: 403, body: '{"message":"Resource not accessible"}' };
		// Only the fifth request is refused, after the runs and the checks were read.
		poll.github.mischief.push(...answers(4), refused);
		await poll.looked();
		assert.equal(poll.health?.state, "down");
		assert.deepEqual(poll.takeNews(), []);

		await poll.lookAfter(5_000);

		assert.deepEqual(poll.takeNews(), [
			"workflow_run 7.1 completed success",
			"status preview completed failure",
		]);
		assert.equal(poll.health?.state, "up");
	});
});

describe("whoever asks for a look", () => {
	test("is answered when what it found is committed, by a look that began after the question", async (t) => {
		const poll = await startPoll(t, { demand: equal(["fields.pr", ["4"]]) });
		const github = poll.github.repository(REPOSITORY);
		github.pulls.set(4, toPull(SHA));
		await poll.looked();
		poll.takeNews();
		github.pulls.set(4, toPull(OTHER_SHA));

		poll.clock.advance(1);
		const looked = poll.lookFor({});
		await poll.lookAfter(2_499);
		await looked;

		assert.deepEqual(poll.takeNews(), ["pull_request 4 open"]);
	});

	test("hears why there was none", async (t) => {
		const poll = await startPoll(t, { demand: equal(["fields.pr", ["4"]]) });
		const looked = poll.lookFor({});

		await assert.rejects(looked, /GitHub knows no such repository/);
	});

	for (const [path, value, name] of [
		["fields.pr", "4", "pull request 4"],
		["fields.head_branch", "topic", "branch topic"],
		["fields.run_id", "9", "run 9"],
	] as const) {
		test(`hears that there is no ${name}`, async (t) => {
			const demand = equal([path, [value]]);
			const poll = await startPoll(t, { demand });
			poll.github.repository(REPOSITORY);

			await assert.rejects(poll.lookFor(demand), { message: `GitHub knows no ${name} of me/app` });
		});
	}
});

describe("whoever waits for a branch", () => {
	test("hears where it is, and of its runs, checks and statuses in the same look", async (t) => {
		const poll = await startPoll(t, { demand: equal(["fields.head_branch", ["topic/a"]]) });
		const github = poll.github.repository(REPOSITORY);
		github.branches.set("topic/a", { commit: { sha: SHA } });
		github.runs = [toRun(7, { ...FAILURE, head_branch: "topic/a" })];
		github.statuses.set(SHA, [{ id: 6, context: "preview", state: "success" }]);

		await poll.looked();

		assert.deepEqual(poll.takeNews(), [
			"branch topic/a",
			"workflow_run 7.1 completed failure",
			"status preview completed success",
		]);
		assert.equal(poll.events[0]?.fields?.["head_sha"], SHA);
		assert.equal(poll.events[0]?.fields?.["moved_at"], "2026-01-01T00:00:00.000Z");
	});

	test("hears that it has moved on, once, and that it is gone", async (t) => {
		const poll = await startPoll(t, { demand: equal(["fields.head_branch", ["main"]]) });
		const { branches } = poll.github.repository(REPOSITORY);
		branches.set("main", { commit: { sha: SHA } });
		await poll.looked();
		branches.set("main", { commit: { sha: OTHER_SHA } });
		await poll.lookAfter(2_500);
		await poll.lookAfter(2_500);
		branches.clear();
		await poll.lookAfter(2_500);

		assert.deepEqual(
			poll.events.map(({ fields }) => fields?.["head_sha"]),
			[SHA, OTHER_SHA, undefined],
		);
	});
});

test("whoever waits for the beginning of a hash hears of the checks and statuses of the commit", async (t) => {
	const poll = await startPoll(t, { demand: equal(["fields.head_sha", [SHA.slice(0, 7)]]) });
	const github = poll.github.repository(REPOSITORY);
	github.statuses.set(SHA, [{ id: 6, context: "preview", state: "success" }]);

	await poll.looked();
	await poll.lookAfter(2_500);

	assert.deepEqual(poll.takeNews(), ["status preview completed success"]);
	const asked = poll.github.takeLog().filter((line) => line.includes(`commits/${SHA.slice(0, 7)}?`));
	assert.equal(asked.length, 1);
});

describe("which checks are required", () => {
	const rule = {
		type: "required_status_checks",
		parameters: { required_status_checks: [{ context: "test" }, { context: "lint" }] },
	};

	test("is told of the branch that a pull request goes into, by protection and by rulesets together", async (t) => {
		const poll = await startPoll(t, {
			demand: equal(["fields.pr", ["4"]], ["event_type", ["required_checks"]]),
		});
		const github = poll.github.repository(REPOSITORY);
		github.pulls.set(4, toPull(SHA));
		github.branches.set("main", {
			commit: { sha: OTHER_SHA },
			protection: { required_status_checks: { contexts: ["build", "test"] } },
		});
		github.rules.set("main", [{ type: "deletion" }, rule]);
		await poll.looked();
		await poll.lookAfter(2_500);
		assert.deepEqual(poll.takeNews(), ["pull_request 4 open", "required_checks"]);
		assert.deepEqual(poll.events[1]?.fields?.["required"], ["build", "lint", "test"]);
		assert.equal(poll.events[1]?.fields?.["base_branch"], "main");

		github.rules.set("main", []);
		await poll.lookAfter(2_500);

		assert.deepEqual(poll.events[2]?.fields?.["required"], ["build", "test"]);
	});

	test("is told of a branch that requires none, too", async (t) => {
		const poll = await startPoll(t, {
			demand: equal(["fields.head_branch", ["main"]], ["event_type", ["required_checks"]]),
		});
		poll.github.repository(REPOSITORY).branches.set("main", { commit: { sha: SHA } });

		await poll.looked();

		assert.deepEqual(poll.events[1]?.fields?.["required"], []);
	});
});

/** So many requests that nothing happens to: the stand-in takes a mischief for each. */
function answers(count: number): undefined[] {
	return Array.from({ length: count }, () => undefined);
}
