import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseDraft, toEvent } from "../../../src/event/draft.js";
import type { BusEvent, JsonObject } from "../../../src/event/event.js";
import type { Judgement } from "../../../src/event/subject.js";
import { checksKind } from "../../../src/sources/github/subject.js";
import { toDrafts } from "../../../src/sources/github/to-drafts.js";
import type { SubjectTerms } from "../../../src/sources/source.js";
import { FAILURE, SHA, SUCCESS, toJob, toRun } from "./stand-in-runs.js";

const NOW_MS = Date.UTC(2026, 0, 1, 12);
const PR = { pr: 7, repo: "me/app" };
const COMMIT = { sha: SHA, repo: "me/app" };
const MINUTE_MS = 60_000;
let eventCount = 0;

for (const [terms, text] of [
	[PR, "checks of me/app#7"],
	[{ ...PR, checks: "all" }, "checks of me/app#7"],
	[{ ...PR, checks: "required" }, "required checks of me/app#7"],
	[{ branch: "topic/a", repo: "me/app" }, "checks of branch topic/a of me/app"],
	[{ run: 7, repo: "github.com/me/app" }, "checks of run 7 of me/app"],
	[{ sha: " 4BE1C0FFEE", repo: "work/me/app" }, "checks of commit 4be1c0f of me/app"],
] satisfies [SubjectTerms, string][]) {
	test(`${JSON.stringify(terms)} are the ${text}`, () => {
		assert.equal(checksKind.parse(terms, {}).text, text);
	});
}

for (const [terms, complaint] of [
	[{ pr: 7 }, "no repository is named"],
	[{ pr: 0, repo: "me/app" }, "pr is 0, and must be a whole number from 1"],
	[{ pr: "7", repo: "me/app" }, 'pr is "7", and must be a whole number from 1'],
	[{ sha: "4be1c0", repo: "me/app" }, 'sha is "4be1c0", and must be 7 to 40 hexadecimal digits'],
	[{ branch: "", repo: "me/app" }, "branch is 0, and must be !0"],
	[{ pr: 7, repo: "app" }, 'repo is "app", and must be [host/]owner/repo'],
	[{ pr: 7, repo: "me/a b" }, 'repo is "me/a b", and must be owner/repo'],
	[{ pr: 7, repo: "gitlab.com/me/app" }, '"gitlab.com/me/app" is not on github.com'],
	[{ ...PR, sha: SHA }, "sha and pr exclude each other"],
	[{ repo: "me/app", checks: "all" }, "none of sha, pr, branch and run is named"],
	[{ ...PR, nonsense: 1 }, 'unknown key "nonsense" beside pr'],
	[{ ...COMMIT, checks: "required" }, /^GitHub requires them of pull requests and branches$/],
] satisfies [SubjectTerms, string | RegExp][]) {
	test(`${JSON.stringify(terms)} is refused: ${complaint}`, () => {
		const message = new RegExp(`^Cannot wait for (?:required )?checks: ${toPattern(complaint)}$`);

		assert.throws(() => checksKind.parse(terms, {}), { code: "REQUEST_INVALID", message, hint: /.+/ });
	});
}

test("a repository of an Enterprise server is one of the API that is asked", () => {
	const section = { api_url: "https://git.example.com/api/v3" };

	assert.equal(
		checksKind.parse({ ...PR, repo: "git.example.com/me/app" }, section).text,
		"checks of me/app#7",
	);
	assert.throws(() => checksKind.parse({ ...PR, repo: "github.com/me/app" }, section), {
		message: 'Cannot wait for checks: "github.com/me/app" is not on git.example.com',
	});
});

test("the events of a pull request are those that name it, then those of its commit as well", () => {
	const subject = checksKind.parse(PR, {});
	const base = { source: "github", repo: "me/app" };

	assert.deepEqual(subject.selections([]), [{ ...base, match: ["pr=7"] }]);
	assert.deepEqual(subject.selections([pull(SHA)]), [
		{ ...base, match: ["pr=7"] },
		{ ...base, sha: SHA },
	]);
});

test("a branch is asked for by its name, whatever that looks like", () => {
	const [selection] = checksKind.parse({ branch: "7", repo: "me/app" }, {}).selections([]);

	assert.deepEqual(selection?.match, ['head_branch="7"']);
});

describe("the answer", () => {
	const ofPoll = { ingest_method: "poll" };
	const atMs = (ageMs: number) => ({ receivedAtMs: NOW_MS - ageMs });

	for (const [what, terms, events, needsLook] of [
		["a webhook told it a moment ago", COMMIT, [run(7, SUCCESS)], "no"],
		["a webhook told it long ago", COMMIT, [run(7, SUCCESS, atMs(11 * MINUTE_MS))], "if_possible"],
		["the poll told it", COMMIT, [run(7, SUCCESS, ofPoll)], "yes"],
		["a branch or pull request may have moved on", PR, [pull(SHA), run(7, SUCCESS)], "if_possible"],
		["and the poll alone told of it", PR, [pull(SHA, ofPoll), run(7, SUCCESS, ofPoll)], "yes"],
	] as const) {
		test(`needs a look: ${needsLook}, when ${what}`, () => {
			assert.equal(judge(terms, events).answer?.needsLook, needsLook);
		});
	}

	test("is given by the newest event that counts", () => {
		const events = [run(8, { ...SUCCESS, workflow_id: 4 }), run(7, FAILURE), job(70, 7, FAILURE)];

		assert.equal(judge(COMMIT, events).answer?.verdict, "failure");
		assert.equal(judge(COMMIT, events).answer?.event, events[1]);
	});

	test("is none while other services alone have reported on a commit that is a minute old", () => {
		const early = [status(1, "success", "2026-01-01T11:59:30Z")];

		const { answer, judgeAgainAtMs, standing } = judge(COMMIT, early);

		assert.equal(answer, undefined);
		assert.equal(standing["state"], "pending");
		assert.equal(judgeAgainAtMs, Date.parse("2026-01-01T12:00:30Z"));
		assert.equal(judge(COMMIT, early, NOW_MS + 30_000).answer?.verdict, "success");
		assert.equal(judge(COMMIT, [...early, run(7, SUCCESS)]).answer?.verdict, "success");
		assert.equal(judge(COMMIT, [status(1, "failure", "2026-01-01T11:59:30Z")]).answer?.verdict, "failure");
	});
});

describe("required checks", () => {
	const REQUIRED = { ...PR, checks: "required" };
	const base = [pull(SHA), run(7, FAILURE), job(70, 7, { name: "test", ...SUCCESS })];

	test("are those of the branch that the pull request goes into", () => {
		const judgement = judge(REQUIRED, [...base, required("other", ["lint"]), required("main", ["test"])]);

		assert.equal(judgement.answer?.verdict, "success");
		assert.deepEqual(judgement.standing["required"], ["test"]);
	});

	test("are missing as long as nothing is heard of them", () => {
		const { answer, standing } = judge(REQUIRED, [...base, required("main", ["test", "deploy"])]);

		assert.equal(answer, undefined);
		assert.deepEqual(standing["missing"], ["deploy"]);
		assert.match(standing.text, /^me\/app#7 pending: .*nothing heard of deploy, which is required/);
	});

	test("are not guessed as long as they are not known", () => {
		const { answer, error, standing } = judge(REQUIRED, base);

		assert.equal(answer, undefined);
		assert.equal(standing["state"], "pending");
		assert.equal(error?.code, "SOURCE_FAILED");
		assert.match(error?.hint ?? "", /\[github\.required\]: "me\/app" = \["test"\]/);
	});

	test("that there are none is no success", () => {
		const { answer, error } = judge(REQUIRED, [...base, required("main", [])]);

		assert.equal(answer, undefined);
		assert.equal(error?.code, "REQUEST_INVALID");
	});

	test("are those of config.toml where it names them, also of a commit", () => {
		const section = { required: { "me/app": ["test"] } };

		assert.equal(judge(REQUIRED, base, NOW_MS, section).answer?.verdict, "success");
		assert.equal(judge({ ...COMMIT, checks: "required" }, base, NOW_MS, section).answer?.verdict, "success");
	});
});

test("the report has every key, whatever is known", () => {
	const keys = [
		"kind",
		"repo",
		"pr",
		"branch",
		"run_id",
		"head_sha",
		"state",
		"is_complete",
		"required",
		"missing",
		"results",
		"text",
	];

	for (const terms of [PR, COMMIT, { run: 7, repo: "me/app" }, { branch: "main", repo: "me/app" }]) {
		for (const events of [[], [pull(SHA), run(7, {})]]) {
			const { standing } = judge(terms, events);
			assert.deepEqual(Object.keys(standing), keys);
			assert.ok(Object.values(standing).every((value) => value !== undefined));
		}
	}
});

function judge(
	terms: SubjectTerms,
	events: readonly BusEvent[],
	nowMs = NOW_MS,
	section: JsonObject = {},
): Judgement {
	return checksKind.parse(terms, section).judge(events, nowMs);
}

interface Changes extends Readonly<Record<string, unknown>> {
	readonly ingest_method?: string;
	readonly receivedAtMs?: number;
}

function run(id: number, subject: object, changes: Changes = {}): BusEvent {
	return told("workflow_run", { workflow_run: toRun(id, { ...subject }) }, changes);
}

function job(id: number, runId: number, subject: object): BusEvent {
	return told("workflow_job", { workflow_job: toJob(id, runId, { ...subject }) });
}

function pull(sha: string, changes: Changes = {}): BusEvent {
	const subject = { id: 70, number: 7, state: "open", head: { sha, ref: "topic" }, base: { ref: "main" } };
	return told("pull_request", { action: "opened", pull_request: subject }, changes);
}

function status(id: number, state: string, updatedAt: string): BusEvent {
	return told("status", { id, state, context: "preview", sha: SHA, updated_at: updatedAt });
}

function required(branch: string, names: readonly string[]): BusEvent {
	return told("required_checks", { required_checks: { branch, names } });
}

function told(eventType: string, payload: object, changes: Changes = {}): BusEvent {
	const [draft] = toDrafts({ eventType, payload, ingestMethod: "webhook" });
	const { receivedAtMs = NOW_MS, ...others } = changes;
	const fields = { ...draft?.fields, ...others } as JsonObject;
	eventCount += 1;
	const id = `01ARZ3NDEKTSV4RRFFQ69G${String(eventCount).padStart(4, "0")}`;
	return toEvent(parseDraft({ ...draft, fields }), id, BigInt(receivedAtMs) * 1_000_000n).event;
}

function toPattern(complaint: string | RegExp): string {
	if (complaint instanceof RegExp) return complaint.source.replace(/^\^|\$$/g, "");
	return complaint.replaceAll(/[[\]().*+?^$|]/g, "\\$&");
}
