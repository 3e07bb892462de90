import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Mischief } from "../../support/github-stand-in.js";
import type { PollHarness } from "./poll-harness.js";
import { AWAITED, REPOSITORY, startPoll } from "./poll-harness.js";
import { SUCCESS, toRun } from "./stand-in-runs.js";

const LIST = `repos/${REPOSITORY}/actions/runs?per_page=30`;
const START_SEC = 1_767_225_600;

describe("when GitHub stumbles, the poll asks again", () => {
	const stumbles: Record<string, Mischief> = {
		"with 500": { status: 500 },
		"with 502 and a page of HTML": { status: 502, body: "<html>" },
		"with 503": { status: 503 },
		"with what is no JSON": "garbage",
		"in the middle of its answer": "cut",
		"without an answer": "close",
	};
	for (const [how, mischief] of Object.entries(stumbles)) {
		test(`${how}, and nobody notices`, async (t) => {
			const poll = await startPollOfOneRun(t, [mischief, mischief]);
			const look = poll.looked();

			await poll.passTimer(1_000);
			await poll.passTimer(4_000);
			await look;

			assert.deepEqual(poll.takeNews(), ["workflow_run 7.1 completed success"]);
			assert.deepEqual(poll.health, { state: "up" });
		});
	}

	test("when it does not answer within 15 seconds", async (t) => {
		const poll = await startPollOfOneRun(t, ["hang"]);
		const look = poll.looked();

		await untilRequested(poll, 1);
		await poll.passTimer(15_000);
		await poll.passTimer(1_000);
		await look;

		assert.deepEqual(poll.takeNews(), ["workflow_run 7.1 completed success"]);
	});

	test("when it asks for it with Retry-After, after that time", async (t) => {
		const poll = await startPollOfOneRun(t, [{ status: 503, headers: { "retry-after": "7" } }]);
		const look = poll.looked();

		await poll.passTimer(7_000);
		await look;

		assert.deepEqual(poll.takeNews(), ["workflow_run 7.1 completed success"]);
	});

	test("and, when that does not help, says so and comes back ever later", async (t) => {
		const poll = await startPollOfOneRun(
			t,
			Array.from({ length: 6 }, () => ({ status: 500 })),
		);
		const look = poll.looked();
		await poll.passTimer(1_000);
		await poll.passTimer(4_000);
		await look;
		assert.deepEqual(poll.health, {
			state: "down",
			reason: `Cannot read "${poll.github.url}repos/me/app/actions/runs": GitHub answered 500`,
		});

		const second = poll.looked();
		await poll.passTimer(5_000);
		await poll.passTimer(1_000);
		await poll.passTimer(4_000);
		await second;
		await poll.lookAfter(10_000);

		assert.deepEqual(poll.health, { state: "up" });
		assert.deepEqual(poll.takeNews(), ["workflow_run 7.1 completed success"]);
	});
});

describe("the poll keeps to GitHub's limits:", () => {
	const limits: Record<string, [mischief: Mischief, pauseMs: number]> = {
		"429 with Retry-After": [{ status: 429, headers: { "retry-after": "120" } }, 121_000],
		"429 with Retry-After as a date": [
			{ status: 429, headers: { "retry-after": "Thu, 01 Jan 2026 00:02:00 GMT" } },
			121_000,
		],
		"403 with Retry-After": [{ status: 403, headers: { "retry-after": "30" } }, 31_000],
		"the primary limit, until it is renewed": [
			{
				status: 403,
				headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(START_SEC + 600) },
			},
			601_000,
		],
		"the secondary limit, a minute": [
			{ status: 403, body: '{"message":"You have exceeded a secondary rate limit"}' },
			61_000,
		],
		"a limit that ends in a year, an hour": [
			{ status: 429, headers: { "retry-after": "31536000" } },
			3_600_000,
		],
	};
	for (const [what, [mischief, pauseMs]] of Object.entries(limits)) {
		test(what, async (t) => {
			const poll = await startPollOfOneRun(t, [mischief]);
			await poll.looked();
			assert.equal(poll.health?.state, "down");
			poll.github.takeLog();

			await poll.idle(pauseMs - 1);
			assert.deepEqual(poll.github.takeLog(), []);
			await poll.lookAfter(1);

			assert.deepEqual(poll.takeNews(), ["workflow_run 7.1 completed success"]);
			assert.deepEqual(poll.health, { state: "up" });
		});
	}

	test("whoever comes meanwhile does not make it ask sooner", async (t) => {
		const poll = await startPollOfOneRun(t, [{ status: 429, headers: { "retry-after": "120" } }]);
		await poll.looked();
		poll.github.takeLog();

		poll.setDemand({ repos: [REPOSITORY, "me/other"] });
		await poll.idle(60_000);

		assert.deepEqual(poll.github.takeLog(), []);
	});

	test("a second refusal in a row doubles the pause", async (t) => {
		const refusal = { status: 403, body: '{"message":"secondary rate limit"}' };
		const poll = await startPollOfOneRun(t, [refusal, refusal]);
		await poll.looked();
		await poll.lookAfter(61_000);
		poll.github.takeLog();

		await poll.idle(120_999);
		assert.deepEqual(poll.github.takeLog(), []);
		await poll.lookAfter(1);

		assert.deepEqual(poll.github.takeLog(), [`200 ${LIST}`]);
	});

	test("what is left is spent evenly until it is renewed", async (t) => {
		const poll = await startPollOfOneRun(t, []);
		poll.github.headers["x-ratelimit-remaining"] = "10";
		poll.github.headers["x-ratelimit-reset"] = String(START_SEC + 1_000);
		await poll.looked();
		poll.github.takeLog();

		await poll.idle(99_999);
		assert.deepEqual(poll.github.takeLog(), []);
		await poll.lookAfter(1);

		assert.deepEqual(poll.github.takeLog(), [`304 ${LIST}`]);
	});

	test("403 for a token without the right is no limit, and says what is wrong", async (t) => {
		const poll = await startPollOfOneRun(t, [
			{
				status: 403,
				headers: { "x-ratelimit-remaining": "4999" },
				body: '{"message":"Resource not accessible"}',
			},
		]);

		await poll.looked();

		assert.match(poll.health?.state === "down" ? (poll.health.hint ?? "") : "", /permissions/);
	});
});

describe("the poll says", () => {
	test("that a token is refused, and looks for another one", async (t) => {
		const poll = await startPollOfOneRun(t, [{ status: 401 }]);
		await poll.looked();
		assert.match(poll.health?.state === "down" ? (poll.health.hint ?? "") : "", /gh auth login/);

		await poll.lookAfter(5_000);

		assert.deepEqual(poll.health, { state: "up" });
	});

	test("that there is no such repository, and goes on with the others", async (t) => {
		const poll = await startPoll(t, { demand: { repos: ["me/typo", REPOSITORY], listeners: 1 } });
		poll.github.repository(REPOSITORY).runs = [toRun(7, SUCCESS)];
		await poll.looked();
		await poll.looked();

		assert.deepEqual(poll.takeNews(), ["workflow_run 7.1 completed success"]);
		assert.match(
			poll.health?.state === "down" ? poll.health.reason : "",
			/"me\/typo": GitHub knows no such repository/,
		);
	});

	test("nothing at all of a repository that it is not asked for", async (t) => {
		const poll = await startPoll(t, { demand: { repos: ["docker", "../etc", "a/b/c"], listeners: 1 } });

		await poll.idle(60_000);

		assert.deepEqual(poll.github.requests, []);
	});
});

test("the poll follows a renamed repository", async (t) => {
	const poll = await startPollOfOneRun(t, [
		{ status: 301, headers: { location: `/repos/me/app/actions/runs?per_page=30` } },
	]);

	await poll.looked();

	assert.deepEqual(poll.takeNews(), ["workflow_run 7.1 completed success"]);
});

test("the poll does not follow to another server, which would see the token", async (t) => {
	const elsewhere: Mischief = { status: 301, headers: { location: "http://127.0.0.1:9/" } };
	const poll = await startPollOfOneRun(t, [elsewhere, elsewhere, elsewhere]);
	const look = poll.looked();
	await poll.passTimer(1_000);
	await poll.passTimer(4_000);
	await look;

	assert.match(poll.health?.state === "down" ? poll.health.reason : "", /must not see the token/);
});

test("the poll ends at once, in the middle of a request, of a retry and of a pause", async (t) => {
	const hanging = await startPollOfOneRun(t, ["hang"]);
	await untilRequested(hanging, 1);
	await hanging.stop();

	const retrying = await startPollOfOneRun(t, [{ status: 500 }]);
	await untilRequested(retrying, 1);
	await retrying.idle(0);
	await retrying.stop();

	const pausing = await startPollOfOneRun(t, [{ status: 429 }]);
	await pausing.looked();
	await pausing.stop();

	for (const poll of [hanging, retrying, pausing]) assert.equal(poll.clock.pendingTimers, 0);
});

async function startPollOfOneRun(
	t: Parameters<typeof startPoll>[0],
	mischief: readonly Mischief[],
): Promise<PollHarness> {
	const poll = await startPoll(t);
	poll.github.repository(REPOSITORY).runs = [toRun(7, SUCCESS)];
	poll.github.mischief.push(...mischief);
	poll.setDemand(AWAITED);
	return poll;
}

async function untilRequested(poll: PollHarness, count: number): Promise<void> {
	while (poll.github.requests.length < count) await new Promise((resolve) => setImmediate(resolve));
}
