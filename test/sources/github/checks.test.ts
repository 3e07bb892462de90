import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parseDraft, toEvent } from "../../../src/event/draft.js";
import type { BusEvent } from "../../../src/event/event.js";
import type { ChecksReport } from "../../../src/sources/github/checks.js";
import { reportChecks } from "../../../src/sources/github/checks.js";
import { findHeadSha } from "../../../src/sources/github/checks/find-head.js";
import { selectSubject } from "../../../src/sources/github/checks/select-subject.js";
import { toDrafts } from "../../../src/sources/github/to-drafts.js";
import { FAILURE, SHA, SUCCESS, toJob, toRun } from "./stand-in-runs.js";

type Changes = Readonly<Record<string, unknown>>;

const OTHER_SHA = "b".repeat(40);
const QUEUED = { status: "queued", conclusion: null };

describe("of a commit's checks it is said", () => {
	test("that none has appeared yet, which is not success", () => {
		assert.equal(stateOf([]), "absent");
		assert.equal(stateOf([push()]), "absent");
	});

	test("that they are pending while a run has not ended", () => {
		assert.equal(stateOf([run(7)]), "pending");
		assert.equal(stateOf([run(7, SUCCESS), run(8, { name: "Lint", workflow_id: 4 })]), "pending");
	});

	test("that they passed when every run did", () => {
		assert.equal(stateOf([run(7), run(7, SUCCESS)]), "success");
	});

	test("that they failed as soon as one run did, though others go on", () => {
		const report = reportChecks([run(7, FAILURE), run(8, { name: "Lint", workflow_id: 4 })]);

		assert.equal(report.state, "failure");
		assert.equal(report.is_complete, false);
	});

	test("that they are pending when jobs came before their run, even if all of them passed", () => {
		assert.equal(stateOf([job(70, 7, SUCCESS)]), "pending");
		assert.equal(stateOf([job(70, 7, SUCCESS), run(7)]), "pending");
		assert.equal(stateOf([job(70, 7, SUCCESS), run(7), run(7, SUCCESS)]), "success");
	});

	test("what the run says, not what one of its jobs says, for a run may forgive a failure", () => {
		assert.equal(stateOf([run(7), job(70, 7, FAILURE)]), "pending");
		assert.equal(stateOf([run(7), job(70, 7, FAILURE), run(7, SUCCESS)]), "success");
	});

	test("the same when webhooks come late and in any order", () => {
		const told = [
			run(7, { status: "queued" }),
			run(7),
			run(7, FAILURE),
			run(7, { run_attempt: 2, status: "queued" }),
			run(7, { run_attempt: 2 }),
			run(7, { run_attempt: 2, ...SUCCESS }),
			job(70, 7),
			job(70, 7, FAILURE),
			job(71, 7, { name: "job-70", run_attempt: 2 }),
			job(71, 7, { name: "job-70", run_attempt: 2, ...SUCCESS }),
			status(1, "pending"),
			status(2, "success"),
		];
		const wanted = summarise(reportChecks(told));
		assert.deepEqual(wanted, ["success", "CI run passed 2", "job-70 job passed 2", "preview status passed"]);

		fc.assert(
			fc.property(fc.shuffledSubarray(told, { minLength: told.length }), (events) => {
				assert.deepEqual(summarise(reportChecks(events)), wanted);
			}),
		);
	});
});

describe("each conclusion has its meaning:", () => {
	const meanings: Record<string, ChecksReport["state"]> = {
		success: "success",
		neutral: "success",
		skipped: "success",
		failure: "failure",
		cancelled: "failure",
		timed_out: "failure",
		startup_failure: "failure",
		stale: "failure",
		something_new: "failure",
	};
	for (const [conclusion, state] of Object.entries(meanings)) {
		test(`${conclusion} is ${state}, of a run as of a check`, () => {
			assert.equal(stateOf([run(7, { status: "completed", conclusion })]), state);
			assert.equal(stateOf([check(5, { status: "completed", conclusion })]), state);
		});
	}

	test("skipped jobs keep nobody waiting", () => {
		const skipped = { status: "completed", conclusion: "skipped" };
		const report = reportChecks([job(70, 7, skipped), run(7, SUCCESS)]);

		assert.deepEqual(summarise(report), ["success", "CI run passed 1", "job-70 job skipped 1"]);
	});

	test("a run that waits for approval is pending, and goes on when it is approved", () => {
		const waiting = run(7, { status: "completed", conclusion: "action_required" });

		assert.equal(stateOf([waiting]), "pending");
		assert.equal(stateOf([waiting, run(7, { status: "queued" })]), "pending");
		assert.equal(stateOf([waiting, run(7, { status: "queued" }), run(7, SUCCESS)]), "success");
	});

	test("a check that wants something done has failed", () => {
		assert.equal(stateOf([check(5, { status: "completed", conclusion: "action_required" })]), "failure");
	});

	test("a job that hangs is pending, and its end counts", () => {
		const stalled = told("workflow_job", { workflow_job: toJob(70, 7) }, { status: "stalled" });

		assert.deepEqual(summarise(reportChecks([run(7), stalled])), [
			"pending",
			"CI run pending 1",
			"job-70 job pending 1",
		]);
		assert.deepEqual(
			summarise(reportChecks([run(7), job(70, 7, SUCCESS), stalled]))[2],
			"job-70 job passed 1",
		);
	});

	test("a commit status that is an error has failed", () => {
		assert.equal(stateOf([status(1, "error")]), "failure");
		assert.equal(stateOf([status(1, "pending")]), "pending");
	});
});

describe("what was replaced does not count:", () => {
	test("the attempt before a re-run", () => {
		assert.equal(stateOf([run(7, FAILURE), run(7, { run_attempt: 2 })]), "pending");
		assert.equal(stateOf([run(7, FAILURE), run(7, { run_attempt: 2, ...SUCCESS })]), "success");
		assert.equal(stateOf([run(7, SUCCESS), run(7, { run_attempt: 2, ...FAILURE })]), "failure");
	});

	test("the result of a run whose next attempt is known by its jobs alone", () => {
		assert.equal(stateOf([run(7, FAILURE), job(71, 7, { run_attempt: 2 })]), "pending");
	});

	test("a run that a newer one of the same workflow and trigger replaced, as when a push cancels it", () => {
		const cancelled = run(7, { status: "completed", conclusion: "cancelled" });

		assert.equal(stateOf([run(8, SUCCESS), cancelled]), "success");
		assert.equal(stateOf([run(8, { ...SUCCESS, event: "pull_request" }), cancelled]), "failure");
	});

	test("the jobs of a run that was replaced", () => {
		const report = reportChecks([run(7, FAILURE), job(70, 7, FAILURE), run(8, SUCCESS), job(80, 8, SUCCESS)]);

		assert.deepEqual(summarise(report), ["success", "CI run passed 1", "job-80 job passed 1"]);
	});

	test("the failed job that was run again, while those that passed stand", () => {
		const report = reportChecks([
			job(70, 7, { name: "build", ...SUCCESS }),
			job(71, 7, { name: "test", ...FAILURE }),
			run(7, FAILURE),
			job(72, 7, { name: "test", run_attempt: 2, ...SUCCESS }),
			run(7, { run_attempt: 2, ...SUCCESS }),
		]);

		assert.deepEqual(summarise(report), [
			"success",
			"CI run passed 2",
			"build job passed 1",
			"test job passed 2",
		]);
	});

	test("a check that its app ran again, under the same id or another", () => {
		const failed = check(5, { ...FAILURE, completed_at: "2026-01-01T00:01:00Z" });

		assert.equal(
			stateOf([failed, check(5, { ...SUCCESS, completed_at: "2026-01-01T00:02:00Z" })]),
			"success",
		);
		assert.equal(
			stateOf([check(6, { ...SUCCESS, completed_at: "2026-01-01T00:02:00Z" }), failed]),
			"success",
		);
	});

	test("a check that somebody asked for again", () => {
		const failed = { id: 5, name: "lint", app: { slug: "linter" }, head_sha: SHA, ...FAILURE };
		const asked = told("check_run", { action: "rerequested", check_run: failed });

		assert.equal(stateOf([check(5, FAILURE), asked]), "pending");
		assert.equal(
			stateOf([check(5, FAILURE), asked, check(5, { ...SUCCESS, completed_at: "2026-01-01T00:02:00Z" })]),
			"success",
		);
	});

	test("an older commit status of the same context", () => {
		assert.equal(stateOf([status(2, "success"), status(1, "failure")]), "success");
	});
});

describe("who hears of checks alone, and of no runs,", () => {
	const app = { slug: "github-actions" };
	const page = "https://github.com/me/app/actions/runs/7/job/70";
	const passed = check(70, { ...SUCCESS, app, details_url: page, check_suite: { id: 1_007 } });

	test("is not told of success before the suite has ended", () => {
		assert.equal(stateOf([passed]), "pending");
		assert.equal(stateOf([passed, suite(1_007, { status: "queued", conclusion: null })]), "pending");
		assert.equal(stateOf([passed, suite(1_007, SUCCESS)]), "success");
		assert.equal(stateOf([passed, suite(1_007, FAILURE)]), "failure");
	});

	test("does not see a job twice when both are heard", () => {
		const report = reportChecks([run(7, SUCCESS), job(70, 7, SUCCESS), passed, suite(1_007, SUCCESS)]);

		assert.deepEqual(summarise(report), ["success", "CI run passed 1", "job-70 job passed 1"]);
	});

	test("is not kept waiting by the suites that other apps leave behind", () => {
		assert.equal(stateOf([run(7, SUCCESS), suite(2_000, { ...QUEUED, app: { slug: "sleepy" } })]), "success");
	});
});

describe("when required checks are named,", () => {
	const required = ["build", "preview"];

	test("they alone count", () => {
		const events = [job(70, 7, { name: "build", ...SUCCESS }), run(7, FAILURE), status(1, "success")];

		assert.equal(reportChecks(events, { required }).state, "success");
	});

	test("one that has not appeared keeps it pending, and is named", () => {
		const report = reportChecks([run(7, SUCCESS), job(70, 7, { name: "build", ...SUCCESS })], { required });

		assert.equal(report.state, "pending");
		assert.deepEqual(report.missing, ["preview"]);
	});

	test("nothing at all is still nothing", () => {
		assert.equal(reportChecks([], { required }).state, "absent");
	});

	test("one that was skipped passes, as it does at GitHub", () => {
		const skipped = { status: "completed", conclusion: "skipped" };

		assert.equal(
			reportChecks([job(70, 7, { name: "build", ...skipped })], { required: ["build"] }).state,
			"success",
		);
	});

	test("one of an earlier attempt is pending until the newest has ended without it", () => {
		const before = [job(70, 7, { name: "build", ...FAILURE }), run(7, FAILURE)];
		const again = [...before, run(7, { run_attempt: 2 })];

		assert.equal(reportChecks(before, { required: ["build"] }).state, "failure");
		assert.equal(reportChecks(again, { required: ["build"] }).state, "pending");
		assert.equal(
			reportChecks([...again, run(7, { run_attempt: 2, ...SUCCESS })], { required: ["build"] }).state,
			"failure",
		);
	});

	test("a workflow may be named where no job has the name", () => {
		assert.equal(reportChecks([run(7, SUCCESS)], { required: ["CI"] }).state, "success");
	});

	test("an empty list means all, not none", () => {
		assert.equal(reportChecks([run(7, FAILURE)], { required: [] }).state, "failure");
	});
});

test("success is never said while a run that counts is unknown, unfinished or failed", () => {
	const one = fc.record({
		id: fc.integer({ min: 1, max: 3 }),
		attempt: fc.integer({ min: 1, max: 2 }),
		state: fc.constantFrom(QUEUED, { status: "in_progress", conclusion: null }, SUCCESS, FAILURE),
		isJob: fc.boolean(),
	});
	fc.assert(
		fc.property(fc.array(one, { maxLength: 12 }), (facts) => {
			const events = facts.map(({ id, attempt, state, isJob }) => {
				const changes = { run_attempt: attempt, ...state };
				return isJob
					? job(id * 10 + attempt, id, changes)
					: run(id, { workflow_id: id, name: `W${id}`, ...changes });
			});

			const isGreen = [...new Set(facts.map(({ id }) => id))].every((id) => {
				const own = facts.filter((fact) => fact.id === id);
				const newest = Math.max(...own.map(({ attempt }) => attempt));
				const ends = own.filter(
					(fact) => fact.attempt === newest && !fact.isJob && fact.state.status === "completed",
				);
				return ends.length > 0 && ends.every(({ state }) => state === SUCCESS);
			});
			if (reportChecks(events).state === "success") assert.ok(isGreen || facts.some(contradicts(facts)));
		}),
		{ numRuns: 2_000 },
	);
});

describe("the events of", () => {
	test("a commit are found by the beginning of its hash", () => {
		const events = [run(7), run(8, { head_sha: OTHER_SHA })];

		assert.deepEqual(selectSubject(events, { sha: "AAAAAAA" }), [events[0]]);
	});

	test("a run are its own and those of its jobs", () => {
		const events = [run(7), job(70, 7), job(80, 8), run(8)];

		assert.deepEqual(selectSubject(events, { run: 7 }), [events[0], events[1]]);
	});

	test("a branch are those of the commit it is at now", () => {
		const before = [push(SHA), run(7, SUCCESS)];
		const after = [...before, push(OTHER_SHA, 1)];

		assert.equal(reportChecks(selectSubject(before, { branch: "main" })).state, "success");
		assert.equal(reportChecks(selectSubject(after, { branch: "main" })).state, "absent");
		assert.equal(findHeadSha([...after, push(SHA, 2)], { branch: "main" }), SHA);
	});

	test("a branch follow the runs where no push is heard, and a late word of an older one changes nothing", () => {
		const events = [run(7), run(8, { head_sha: OTHER_SHA }), run(7, SUCCESS)];

		assert.equal(findHeadSha(events, { branch: "main" }), OTHER_SHA);
	});

	test("a branch are not moved by a status of an old commit", () => {
		const old = told("status", {
			id: 9,
			state: "failure",
			context: "x",
			sha: SHA,
			branches: [{ name: "main", commit: { sha: SHA } }],
		});

		assert.equal(findHeadSha([push(OTHER_SHA), old], { branch: "main" }), OTHER_SHA);
	});

	test("a branch are not those of an older push that is told late, nor of a run that is told late", () => {
		const late = run(6, { run_started_at: toTime(0) });

		assert.equal(findHeadSha([push(OTHER_SHA, 2), push(SHA, 1)], { branch: "main" }), OTHER_SHA);
		assert.equal(findHeadSha([push(OTHER_SHA, 2), late], { branch: "main" }), OTHER_SHA);
	});

	test("a branch are not those of a fork's pull request from a branch of the same name", () => {
		const forked = run(8, { head_sha: OTHER_SHA, event: "pull_request", run_started_at: toTime(5) });

		assert.equal(findHeadSha([push(), forked, pull("opened", OTHER_SHA, 5)], { branch: "main" }), SHA);
	});

	test("a branch are not those of an old commit whose run is run again", () => {
		const again = run(7, { run_attempt: 2, run_started_at: toTime(9) });

		assert.equal(findHeadSha([push(OTHER_SHA, 2), again], { branch: "main" }), OTHER_SHA);
	});

	test("a branch that is gone are none", () => {
		const gone = push("0".repeat(40), 1);

		assert.equal(findHeadSha([push(), gone], { branch: "main" }), undefined);
	});

	test("a pull request are not those of its older runs, which the poll tells after it", () => {
		const old = run(6, { pull_requests: [{ number: 4 }], run_started_at: toTime(0) });

		assert.equal(findHeadSha([pull("seen", OTHER_SHA, 1), old], { pr: 4 }), OTHER_SHA);
	});

	test("a pull request are those of its newest commit, also when the runs do not name it", () => {
		const opened = pull("opened", SHA);
		const pushed = pull("synchronize", OTHER_SHA, 1);
		const events = [opened, run(7, FAILURE), pushed, run(8, { head_sha: OTHER_SHA })];

		assert.equal(reportChecks(selectSubject(events, { pr: 4 })).state, "pending");
		assert.equal(reportChecks(selectSubject([opened, run(7, FAILURE), pushed], { pr: 4 })).state, "absent");
		assert.deepEqual(selectSubject(events, { pr: 5 }), []);
	});
});

test("a result tells what somebody wants to open or wait for", () => {
	const [result] = reportChecks([run(7, { run_attempt: 2, ...FAILURE })]).results;

	assert.deepEqual(result, {
		kind: "run",
		name: "CI",
		outcome: "failed",
		status: "completed",
		conclusion: "failure",
		workflow: "CI",
		run_id: 7,
		attempt: 2,
		html_url: "https://github.com/me/app/actions/runs/7",
		event_id: result?.event_id,
	});
});

function stateOf(events: readonly BusEvent[]): ChecksReport["state"] {
	return reportChecks(events).state;
}

function summarise({ state, results }: ChecksReport): readonly string[] {
	const lines = results.map(({ name, kind, outcome, attempt }) =>
		[name, kind, outcome, attempt].filter((word) => word !== null).join(" "),
	);
	return [state, ...lines.toSorted()];
}

function run(id: number, changes: Changes = {}): BusEvent {
	return told("workflow_run", { workflow_run: toRun(id, changes) });
}

function job(id: number, runId: number, changes: Changes = {}): BusEvent {
	return told("workflow_job", { workflow_job: toJob(id, runId, changes) });
}

function check(id: number, changes: Changes): BusEvent {
	return told("check_run", {
		action: "created",
		check_run: { id, name: "lint", app: { slug: "linter" }, head_sha: SHA, ...changes },
	});
}

function suite(id: number, changes: Changes): BusEvent {
	return told("check_suite", {
		check_suite: { id, head_sha: SHA, app: { slug: "github-actions" }, ...changes },
	});
}

function status(id: number, state: string): BusEvent {
	return told("status", { id, state, context: "preview", sha: SHA });
}

function push(sha = SHA, minute = 0): BusEvent {
	const pushedAt = Date.parse(toTime(minute)) / 1_000;
	return told("push", { ref: "refs/heads/main", after: sha, repository: { pushed_at: pushedAt } });
}

function pull(action: string, sha: string, minute = 0): BusEvent {
	const subject = { id: 8, number: 4, head: { sha, ref: "main" }, updated_at: toTime(minute) };
	return told("pull_request", { action, pull_request: subject });
}

function toTime(minute: number): string {
	return new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
}

function told(eventType: string, payload: Changes, changes: Changes = {}): BusEvent {
	const [draft] = toDrafts({ eventType, payload, ingestMethod: "webhook" });
	const fields = { ...draft?.fields, ...changes };
	return toEvent(parseDraft({ ...draft, fields }), "01ARZ3NDEKTSV4RRFFQ69G5FAV", 1n).event;
}

/** An attempt that ends both ways, which GitHub never says: the last word counts, whatever it is. */
function contradicts(facts: readonly { id: number; attempt: number; state: object; isJob: boolean }[]) {
	return (fact: (typeof facts)[number]): boolean =>
		!fact.isJob &&
		fact.state === FAILURE &&
		facts.some(
			(other) =>
				!other.isJob && other.id === fact.id && other.attempt === fact.attempt && other.state === SUCCESS,
		);
}
