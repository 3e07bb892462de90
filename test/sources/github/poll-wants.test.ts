import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { makeTemporaryDirectory } from "../../support/temporary-directory.js";
import type { PollHarness } from "./poll-harness.js";
import { AWAITED, REPOSITORY, startPoll } from "./poll-harness.js";
import { FAILURE, SHA, SUCCESS, toJob, toRun } from "./stand-in-runs.js";

const OTHER_SHA = "b".repeat(40);
const LONG_AGO = "2025-06-01T00:00:00Z";

describe("whoever waits", () => {
	test("for a commit hears of runs that ended long ago, with their jobs", async (t) => {
		const poll = await startPollFor(t, "fields.head_sha", SHA, (github) => {
			github.runs = [toRun(7, { ...FAILURE, updated_at: LONG_AGO })];
			github.jobs.set(7, [toJob(70, 7, FAILURE)]);
		});

		assert.deepEqual(poll.takeNews(), [
			"workflow_job 70.1 completed failure",
			"workflow_run 7.1 completed failure",
		]);
	});

	test("for a commit hears of the checks of other apps and of statuses, once each", async (t) => {
		const poll = await startPollFor(t, "fields.head_sha", SHA, (github) => {
			github.checks.set(SHA, [
				{ id: 5, name: "lint", head_sha: SHA, ...SUCCESS, app: { slug: "linter" } },
				{ id: 70, name: "job-70", head_sha: SHA, ...SUCCESS, app: { slug: "github-actions" } },
			]);
			github.statuses.set(SHA, [{ id: 6, context: "preview", state: "pending" }]);
		});

		assert.deepEqual(poll.takeNews(), ["check_run lint completed success", "status preview pending"]);
		await poll.lookAfter(2_500);
		assert.deepEqual(poll.takeNews(), []);
	});

	test("for the beginning of a commit's hash hears of its runs", async (t) => {
		const poll = await startPollFor(t, "fields.head_sha:7", SHA.slice(0, 7), (github) => {
			github.runs = [toRun(7, { ...SUCCESS, updated_at: LONG_AGO })];
		});

		assert.deepEqual(poll.takeNews(), ["workflow_run 7.1 completed success"]);
	});

	test("for a run that is on no first page hears of it, and of its re-run", async (t) => {
		const poll = await startPoll(t, {
			demand: { ...AWAITED, equalities: new Map([["fields.run_id", ["7"]]]) },
		});
		const github = poll.github.repository(REPOSITORY);
		const newer = Array.from({ length: 40 }, (_, index) =>
			toRun(100 - index, { ...SUCCESS, updated_at: LONG_AGO }),
		);
		github.runs = [...newer, toRun(7, { ...FAILURE, updated_at: LONG_AGO })];
		await poll.looked();
		assert.deepEqual(poll.takeNews(), ["workflow_run 7.1 completed failure"]);

		github.runs = [...newer, toRun(7, { run_attempt: 2 })];
		await poll.lookAfter(2_500);

		assert.deepEqual(poll.takeNews(), ["workflow_run 7.2 in_progress"]);
	});

	test("for a pull request hears which commit counts, and of its runs even when GitHub does not say whose they are", async (t) => {
		const poll = await startPollFor(t, "fields.pr", "4", (github) => {
			github.pulls.set(4, toPull(SHA));
			github.runs = [toRun(7, SUCCESS)];
		});
		assert.deepEqual(poll.takeNews(), ["pull_request 4 open", "workflow_run 7.1 completed success"]);
		assert.equal(poll.events[1]?.fields?.["pr"], 4);

		const github = poll.github.repository(REPOSITORY);
		github.pulls.set(4, toPull(OTHER_SHA));
		github.runs = [toRun(8, { head_sha: OTHER_SHA }), ...github.runs];
		await poll.lookAfter(2_500);

		assert.deepEqual(poll.takeNews(), ["pull_request 4 open", "workflow_run 8.1 in_progress"]);
		assert.deepEqual(poll.events[2]?.fields?.["action"], "synchronize");
		assert.deepEqual(poll.events[3]?.fields?.["prs"], [4]);
	});

	test("for something GitHub does not have, waits on, and nothing breaks", async (t) => {
		for (const [path, value] of [
			["fields.pr", "99"],
			["fields.run_id", "99"],
			["fields.head_sha", OTHER_SHA],
		] as const) {
			const poll = await startPollFor(t, path, value, (github) => {
				github.runs = [toRun(7, SUCCESS)];
			});

			assert.deepEqual(poll.takeNews(), ["workflow_run 7.1 completed success"], path);
			assert.deepEqual(poll.health, { state: "up" }, path);
		}
	});

	test("for one repository does not make another one busy", async (t) => {
		const poll = await startPoll(t, { demand: AWAITED, config: { repos: ["me/other"] } });
		poll.github.repository(REPOSITORY).runs = [toRun(7)];
		poll.github.repository("me/other").runs = [toRun(8)];
		await poll.looked();
		await poll.looked();
		poll.github.takeLog();

		for (let look = 0; look < 10; look++) await poll.lookAfter(2_500);

		assert.ok(poll.github.takeLog().every((line) => line.includes(REPOSITORY)));
	});
});

describe("the pace", () => {
	test("is one look in 2.5 s while somebody waits for a run that has not ended", async (t) => {
		const poll = await startPoll(t, { demand: AWAITED });
		poll.github.repository(REPOSITORY).runs = [toRun(7)];
		await poll.looked();

		for (let look = 0; look < 60; look++) await poll.lookAfter(2_500);

		assert.equal(poll.github.requests.filter(({ path }) => path.endsWith("per_page=30")).length, 61);
	});

	test("falls to one look a minute while nothing happens", async (t) => {
		const poll = await startPoll(t, { demand: AWAITED });
		poll.github.repository(REPOSITORY).runs = [toRun(7, SUCCESS)];
		await poll.looked();
		for (let look = 0; look < 25; look++) await poll.lookAfter(2_500);

		for (const delayMs of [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]) {
			poll.github.takeLog();
			await poll.idle(delayMs - 1);
			assert.deepEqual(poll.github.takeLog(), [], `${delayMs}`);
			await poll.lookAfter(1);
		}
	});

	test("rises again when a run begins", async (t) => {
		const poll = await startPoll(t, { demand: AWAITED });
		const github = poll.github.repository(REPOSITORY);
		await poll.looked();
		for (let look = 0; look < 24; look++) await poll.lookAfter(2_500);
		github.runs = [toRun(7)];
		await poll.lookAfter(5_000);
		poll.takeNews();

		github.runs = [toRun(7, SUCCESS)];
		await poll.lookAfter(2_500);

		assert.deepEqual(poll.takeNews(), ["workflow_run 7.1 completed success"]);
	});

	test("rises again when somebody comes, but a crowd does not drive it", async (t) => {
		const poll = await startPoll(t, { demand: AWAITED });
		poll.github.repository(REPOSITORY).runs = [toRun(7, SUCCESS)];
		await poll.looked();
		poll.github.takeLog();

		for (let listeners = 2; listeners < 100; listeners++) poll.setDemand({ listeners });
		await poll.idle(2_499);
		assert.deepEqual(poll.github.takeLog(), []);
		await poll.lookAfter(1);

		assert.equal(poll.github.takeLog().length, 1);
	});

	test("of a watched repository for which nobody waits is one look a minute", async (t) => {
		const poll = await startPoll(t, { config: { repos: [REPOSITORY] } });
		poll.github.repository(REPOSITORY).runs = [toRun(7)];
		await poll.looked();
		assert.deepEqual(poll.takeNews(), ["workflow_run 7.1 in_progress"]);
		poll.github.takeLog();

		await poll.idle(59_999);
		assert.deepEqual(poll.github.takeLog(), []);
		await poll.lookAfter(1);
	});
});

describe("a job that does not end", () => {
	test("is told of once for each attempt, when the time has passed", async (t) => {
		const poll = await startPoll(t, { demand: AWAITED, config: { stall_threshold_min: 10 } });
		const github = poll.github.repository(REPOSITORY);
		github.runs = [toRun(7)];
		github.jobs.set(7, [toJob(70, 7)]);
		await poll.looked();
		poll.takeNews();

		await poll.lookAfter(9 * 60_000);
		assert.deepEqual(poll.takeNews(), []);
		await poll.lookAfter(60_000);
		assert.deepEqual(poll.takeNews(), ["workflow_job 70.1 stalled"]);
		assert.equal(poll.events.at(-1)?.fields?.["elapsed_ms"], 600_000);
		assert.equal(poll.events.at(-1)?.summary, "me/app job job-70: unfinished for 10 min");

		poll.github.takeLog();
		await poll.lookAfter(60_000);
		assert.deepEqual(poll.takeNews(), []);
		assert.ok(poll.github.takeLog().every((line) => line.startsWith("304")));

		github.runs = [toRun(7, { run_attempt: 2 })];
		github.jobs.set(7, [toJob(71, 7, { run_attempt: 2, started_at: "2026-01-01T00:11:00Z" })]);
		await poll.lookAfter(60_000);
		poll.takeNews();
		await poll.lookAfter(10 * 60_000);
		assert.deepEqual(poll.takeNews(), ["workflow_job 71.2 stalled"]);
	});

	test("is told of after a restart no second time", async (t) => {
		const poll = await startPoll(t, { demand: AWAITED, config: { stall_threshold_min: 1 } });
		const github = poll.github.repository(REPOSITORY);
		github.runs = [toRun(7)];
		github.jobs.set(7, [toJob(70, 7, { started_at: "2025-12-31T23:00:00Z" })]);
		await poll.looked();
		await poll.stop();

		const again = await startPoll(t, { demand: AWAITED, github: poll.github, committed: poll.events });
		await again.looked();

		assert.deepEqual(again.takeNews(), []);
	});
});

describe("the token", () => {
	const cases: Record<string, [env: NodeJS.ProcessEnv, sent: string | undefined]> = {
		"is GITHUB_TOKEN": [{ GITHUB_TOKEN: "one", GH_TOKEN: "two" }, "Bearer one"],
		"is GH_TOKEN when that is not set": [{ GITHUB_TOKEN: "", GH_TOKEN: "two" }, "Bearer two"],
		"is missing when gh is too, and the poll asks without": [{ GITHUB_TOKEN: "" }, undefined],
		"is not sent when it would break the header apart": [{ GITHUB_TOKEN: "a\r\nx-evil: b" }, undefined],
	};
	for (const [what, [env, sent]] of Object.entries(cases)) {
		test(what, async (t) => {
			const poll = await startPoll(t, { demand: AWAITED, env });
			poll.github.repository(REPOSITORY).runs = [toRun(7, SUCCESS)];

			await poll.looked();

			assert.equal(poll.github.requests[0]?.headers.authorization, sent);
		});
	}

	test("is what gh holds when none is set", async (t) => {
		const folder = makeTemporaryDirectory(t);
		writeFileSync(join(folder, "gh"), '#!/bin/sh\necho "gh-says $*" | tr " " -\n');
		chmodSync(join(folder, "gh"), 0o755);
		const env = { GITHUB_TOKEN: "", PATH: `${folder}:/usr/bin:/bin` };
		const poll = await startPoll(t, { demand: AWAITED, env });
		poll.github.repository(REPOSITORY).runs = [toRun(7, SUCCESS)];

		await poll.looked();

		assert.equal(
			poll.github.requests[0]?.headers.authorization,
			"Bearer gh-says-auth-token---hostname-127.0.0.1",
		);
	});
});

type Repository = ReturnType<PollHarness["github"]["repository"]>;

async function startPollFor(
	t: Parameters<typeof startPoll>[0],
	path: string,
	...[value, prepare]: [value: string, prepare: (github: Repository) => void]
): Promise<PollHarness> {
	const poll = await startPoll(t, { demand: { ...AWAITED, equalities: new Map([[path, [value]]]) } });
	prepare(poll.github.repository(REPOSITORY));
	await poll.looked();
	return poll;
}

function toPull(sha: string) {
	return {
		id: 8,
		number: 4,
		state: "open",
		merged_at: null,
		updated_at: "2026-01-01T00:00:00Z",
		head: { sha, ref: "feature" },
	};
}
