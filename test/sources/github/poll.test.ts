import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { githubWebhook } from "../../../src/sources/github/webhook.js";
import { toDelivery } from "./deliveries.js";
import { AWAITED, REPOSITORY, startPoll } from "./poll-harness.js";
import { FAILURE, SHA, SUCCESS, toJob, toRun } from "./stand-in-runs.js";

const LIST = `repos/${REPOSITORY}/actions/runs?per_page=30`;
const JOBS = `repos/${REPOSITORY}/actions/runs/7/jobs?filter=latest&per_page=100`;

describe("the poll", () => {
	test("asks nothing while nobody waits or watches", async (t) => {
		const poll = await startPoll(t);

		await poll.idle(24 * 60 * 60_000);

		assert.deepEqual(poll.github.requests, []);
		assert.equal(poll.clock.pendingTimers, 0);
		assert.deepEqual(poll.health, { state: "up" });
	});

	test("begins as soon as somebody waits, and ends when the last one has gone", async (t) => {
		const poll = await startPoll(t);
		poll.github.repository(REPOSITORY).runs = [toRun(7)];

		poll.setDemand(AWAITED);
		await poll.looked();
		assert.deepEqual(poll.takeNews(), ["workflow_run 7.1 in_progress"]);

		poll.setDemand({ repos: [], listeners: 0 });
		poll.github.takeLog();
		await poll.idle(60 * 60_000);
		assert.deepEqual(poll.github.takeLog(), []);
		assert.equal(poll.clock.pendingTimers, 0);
	});

	test("tells each change of a run and of its jobs once", async (t) => {
		const poll = await startPoll(t, { demand: AWAITED });
		const github = poll.github.repository(REPOSITORY);
		github.runs = [toRun(7)];
		github.jobs.set(7, [toJob(70, 7, { status: "queued" })]);
		await poll.looked();
		assert.deepEqual(poll.takeNews(), ["workflow_run 7.1 in_progress", "workflow_job 70.1 queued"]);

		github.jobs.set(7, [toJob(70, 7)]);
		await poll.lookAfter(2_500);
		assert.deepEqual(poll.takeNews(), ["workflow_job 70.1 in_progress"]);

		await poll.lookAfter(2_500);
		assert.deepEqual(poll.takeNews(), []);
	});

	test("tells the results of the jobs before the end of their run", async (t) => {
		const poll = await startPoll(t, { demand: AWAITED });
		const github = poll.github.repository(REPOSITORY);
		github.runs = [toRun(7)];
		github.jobs.set(7, [toJob(70, 7)]);
		await poll.looked();
		poll.takeNews();

		github.runs = [toRun(7, FAILURE)];
		github.jobs.set(7, [toJob(70, 7, FAILURE)]);
		await poll.lookAfter(2_500);

		assert.deepEqual(poll.takeNews(), [
			"workflow_job 70.1 completed failure",
			"workflow_run 7.1 completed failure",
		]);
	});

	test("tells a re-run that ends as the first attempt did", async (t) => {
		const poll = await startPoll(t, { demand: AWAITED });
		const github = poll.github.repository(REPOSITORY);
		github.runs = [toRun(7, FAILURE)];
		await poll.looked();
		github.runs = [toRun(7, { run_attempt: 2 })];
		github.jobs.set(7, [toJob(71, 7, { run_attempt: 2 })]);
		await poll.lookAfter(2_500);
		poll.takeNews();

		github.runs = [toRun(7, { run_attempt: 2, ...FAILURE })];
		github.jobs.set(7, [toJob(71, 7, { run_attempt: 2, ...FAILURE })]);
		await poll.lookAfter(2_500);

		assert.deepEqual(poll.takeNews(), [
			"workflow_job 71.2 completed failure",
			"workflow_run 7.2 completed failure",
		]);
	});

	test("and a webhook that see the same change make one event of it", async (t) => {
		const poll = await startPoll(t, { demand: { ...AWAITED, equalities: new Map([["fields.pr", ["4"]]]) } });
		const github = poll.github.repository(REPOSITORY);
		const run = toRun(7, SUCCESS);
		const job = toJob(70, 7, SUCCESS);
		const check = {
			id: 5,
			name: "lint",
			head_sha: SHA,
			...SUCCESS,
			completed_at: "2026-01-01T00:01:00Z",
			app: { slug: "linter" },
		};
		const status = { id: 6, context: "deploy/preview", state: "pending" };
		const pull = {
			id: 8,
			number: 4,
			state: "open",
			merged_at: null,
			updated_at: "2026-01-01T00:00:00Z",
			head: { sha: SHA, ref: "main" },
		};
		github.runs = [run];
		github.jobs.set(7, [job]);
		github.checks.set(SHA, [check]);
		github.statuses.set(SHA, [status]);
		github.pulls.set(4, pull);
		await poll.looked();

		const deliveries = [
			toDelivery("workflow_run", { action: "completed", workflow_run: run }),
			toDelivery("workflow_job", { action: "completed", workflow_job: job }),
			toDelivery("check_run", { action: "completed", check_run: check }),
			toDelivery("status", { ...status, sha: SHA }),
			toDelivery("pull_request", { action: "opened", number: 4, pull_request: pull }),
		];

		const ids = deliveries
			.flatMap((delivery) => githubWebhook.toDrafts(delivery))
			.map((draft) => draft.delivery_id);
		assert.deepEqual(new Set(poll.events.map((event) => event.delivery_id)), new Set(ids));
	});

	test("says where its events come from, and reads them as a webhook would", async (t) => {
		const poll = await startPoll(t, { demand: AWAITED });
		poll.github.repository(REPOSITORY).runs = [toRun(7, SUCCESS)];

		await poll.looked();

		const [event] = poll.events;
		const [heard] = githubWebhook.toDrafts(
			toDelivery("workflow_run", { action: "completed", workflow_run: toRun(7, SUCCESS) }),
		);
		assert.deepEqual(event?.fields, { ...heard?.fields, actor: "me", ingest_method: "poll" });
		assert.deepEqual([event?.owner, event?.repo], ["me", "app"]);
	});
});

describe("of what it has already seen, the poll", () => {
	test("asks with the ETag, and a 304 is no news", async (t) => {
		const poll = await startPoll(t, { demand: AWAITED });
		const github = poll.github.repository(REPOSITORY);
		github.runs = [toRun(7)];
		github.jobs.set(7, [toJob(70, 7)]);
		await poll.looked();
		poll.github.takeLog();

		await poll.lookAfter(2_500);

		assert.deepEqual(poll.github.takeLog(), [`304 ${LIST}`, `304 ${JOBS}`]);
	});

	test("tells nothing of runs that ended longer than a day ago", async (t) => {
		const poll = await startPoll(t, { demand: AWAITED });
		poll.github.repository(REPOSITORY).runs = [
			toRun(9, { ...SUCCESS, updated_at: "2025-12-31T23:00:00Z" }),
			toRun(8, { ...SUCCESS, updated_at: "2025-12-30T23:00:00Z" }),
		];

		await poll.looked();

		assert.deepEqual(poll.takeNews(), ["workflow_run 9.1 completed success"]);
	});

	test("tells the oldest first, so that the newest is what holds", async (t) => {
		const poll = await startPoll(t, { demand: AWAITED });
		poll.github.repository(REPOSITORY).runs = [toRun(9, SUCCESS), toRun(8, FAILURE)];

		await poll.looked();

		assert.deepEqual(poll.takeNews(), [
			"workflow_run 8.1 completed failure",
			"workflow_run 9.1 completed success",
		]);
	});

	test("goes on after a restart where it was, by what it remembers", async (t) => {
		const first = await startPoll(t, { demand: AWAITED });
		const github = first.github.repository(REPOSITORY);
		github.runs = [toRun(7)];
		github.jobs.set(7, [toJob(70, 7)]);
		await first.looked();
		await first.stop();
		first.github.takeLog();

		const second = await startPoll(t, { demand: AWAITED, github: first.github, memory: first.memory });
		await second.looked();

		assert.deepEqual(first.github.takeLog(), [`304 ${LIST}`, `304 ${JOBS}`]);
		assert.deepEqual(second.takeNews(), []);
	});

	test("forgets what has ended", async (t) => {
		const poll = await startPoll(t, { demand: AWAITED });
		const github = poll.github.repository(REPOSITORY);
		github.runs = [toRun(7)];
		github.jobs.set(7, [toJob(70, 7)]);
		await poll.looked();
		assert.match(JSON.stringify(poll.memory), /runs\/7\/jobs/);

		github.runs = [toRun(7, SUCCESS)];
		github.jobs.set(7, [toJob(70, 7, SUCCESS)]);
		await poll.lookAfter(2_500);

		assert.doesNotMatch(JSON.stringify(poll.memory), /jobs\?/);
	});

	test("remembers no more after a thousand runs than after thirty", async (t) => {
		const poll = await startPoll(t, { demand: AWAITED });
		const github = poll.github.repository(REPOSITORY);
		github.runs = Array.from({ length: 30 }, (_, index) => toRun(1_030 - index, SUCCESS));
		await poll.looked();
		const size = JSON.stringify(poll.memory).length;

		for (let newest = 1_060; newest <= 2_030; newest += 30) {
			github.runs = Array.from({ length: newest - 1_000 }, (_, index) => toRun(newest - index, SUCCESS));
			await poll.lookAfter(2_500);
		}

		assert.equal(poll.events.length, 1_020);
		assert.ok(JSON.stringify(poll.memory).length < size * 2.5, JSON.stringify(poll.memory).length.toString());
	});

	test("makes nothing of a memory that it did not write", async (t) => {
		for (const memory of [
			null,
			7,
			[],
			{ version: 2 },
			{ version: 1, repositories: { [REPOSITORY]: { runs: [{}], seen: 3 } } },
		]) {
			const poll = await startPoll(t, { demand: AWAITED, memory });
			poll.github.repository(REPOSITORY).runs = [toRun(7, SUCCESS)];

			await poll.looked();

			assert.deepEqual(poll.takeNews(), ["workflow_run 7.1 completed success"], JSON.stringify(memory));
		}
	});
});

describe("of lists over several pages, the poll", () => {
	test("reads all jobs of a run", async (t) => {
		const poll = await startPoll(t, { demand: AWAITED });
		poll.github.maxPageSize = 100;
		const github = poll.github.repository(REPOSITORY);
		github.runs = [toRun(7)];
		github.jobs.set(
			7,
			Array.from({ length: 250 }, (_, index) => toJob(100 + index, 7)),
		);

		await poll.looked();

		assert.equal(poll.takeNews().length, 1 + 250);
	});

	test("notices a change on a later page, when the first has not changed", async (t) => {
		const poll = await startPoll(t, { demand: AWAITED });
		const github = poll.github.repository(REPOSITORY);
		github.runs = [toRun(7)];
		const jobs = Array.from({ length: 250 }, (_, index) => toJob(100 + index, 7));
		github.jobs.set(7, jobs);
		await poll.looked();
		poll.takeNews();
		poll.github.takeLog();

		github.jobs.set(7, [...jobs.slice(0, -1), toJob(349, 7, SUCCESS)]);
		await poll.lookAfter(2_500);

		assert.deepEqual(poll.takeNews(), ["workflow_job 349.1 completed success"]);
		assert.deepEqual(poll.github.takeLog(), [
			`304 ${LIST}`,
			`304 ${JOBS}`,
			`304 ${JOBS}&page=2`,
			`200 ${JOBS}&page=3`,
		]);
	});

	test("reads on until it meets a run that it knows", async (t) => {
		const poll = await startPoll(t, { demand: AWAITED });
		const github = poll.github.repository(REPOSITORY);
		github.runs = [toRun(1, SUCCESS)];
		await poll.looked();
		poll.takeNews();

		github.runs = Array.from({ length: 81 }, (_, index) => toRun(81 - index, SUCCESS));
		await poll.lookAfter(2_500);

		assert.equal(poll.takeNews().length, 80);
	});

	test("follows an unfinished run that newer ones have pushed off the first page", async (t) => {
		const poll = await startPoll(t, { demand: AWAITED });
		const github = poll.github.repository(REPOSITORY);
		const newer = Array.from({ length: 40 }, (_, index) => toRun(100 - index, SUCCESS));
		github.runs = [toRun(7)];
		await poll.looked();
		github.runs = [...newer, toRun(7)];
		await poll.lookAfter(2_500);
		github.runs = [...newer, toRun(7)].slice(0, 35).concat(toRun(7));
		await poll.lookAfter(2_500);
		poll.takeNews();

		github.runs = [...newer, toRun(7, FAILURE)];
		await poll.lookAfter(2_500);

		assert.deepEqual(poll.takeNews(), ["workflow_run 7.1 completed failure"]);
	});

	test("does not send the token to another server that a page points to", async (t) => {
		const poll = await startPoll(t, { demand: AWAITED });
		const github = poll.github.repository(REPOSITORY);
		github.runs = [toRun(7)];
		poll.github.mischief.push({
			status: 200,
			headers: { link: '<http://127.0.0.1:9/evil>; rel="next"' },
			body: '{"workflow_runs":[]}',
		});
		await poll.looked();
		poll.github.headers["link"] = '<http://127.0.0.1:9/evil>; rel="next"';

		await poll.lookAfter(2_500);

		assert.match(poll.health?.state === "down" ? poll.health.reason : "", /not the server we ask/);
	});
});
