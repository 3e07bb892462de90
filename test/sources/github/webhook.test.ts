import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { BusError } from "../../../src/errors.js";
import { parseDraft } from "../../../src/event/draft.js";
import type { EventDraft } from "../../../src/event/event.js";
import { githubWebhook } from "../../../src/sources/github/webhook.js";
import type { DeliveryOptions } from "./deliveries.js";
import { readExamples, SECRET, toDelivery } from "./deliveries.js";

const RUN = {
	action: "completed",
	workflow_run: { id: 7, run_attempt: 1, name: "CI", status: "completed", conclusion: "success" },
	repository: { id: 1, name: "app", owner: { login: "me" } },
};

describe("a webhook of GitHub's", () => {
	test("is refused before its body is looked at", () => {
		const request = toDelivery("push", undefined, { body: Buffer.from("not JSON") });

		assert.equal(githubWebhook.authenticate(request, [SECRET]), undefined);
		assert.equal(githubWebhook.authenticate(request, ["another"])?.code, "signature_wrong");
	});

	test("may be a form, which is what GitHub's settings offer first", () => {
		const payload = { ...RUN, note: "ümläut & 100 % + more" };
		const body = Buffer.from(`payload=${encodeURIComponent(JSON.stringify(payload))}`);
		const headers = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };

		const request = toDelivery("workflow_run", undefined, { body, headers });

		assert.equal(githubWebhook.authenticate(request, [SECRET]), undefined);
		assert.deepEqual(githubWebhook.toDrafts(request)[0]?.payload, payload);
	});

	test("may have a name that nobody has heard of yet", () => {
		const draft = toDraft("quantum_merge", { action: "entangled", repository: RUN.repository });

		assert.equal(draft.event_type, "quantum_merge");
		assert.equal(draft.summary, "me/app quantum merge entangled");
	});

	test("keeps the moment it was received", () => {
		assert.equal(toDraft("workflow_run", RUN).received_at, 1_767_225_600_000_000_000n);
	});

	const refused: Record<string, [eventType: string, options: DeliveryOptions]> = {
		"an array": ["push", { body: Buffer.from("[]") }],
		null: ["push", { body: Buffer.from("null") }],
		"a number": ["push", { body: Buffer.from("7") }],
		"no JSON": ["push", { body: Buffer.from("{") }],
		nothing: ["push", { body: Buffer.alloc(0) }],
		"what is not UTF-8": ["push", { body: Buffer.from([0x22, 0xff, 0x22]) }],
		"a form without a payload": [
			"push",
			{ body: Buffer.from("a=b"), headers: { "content-type": "application/x-www-form-urlencoded" } },
		],
		"a name that no event can bear": ["Push It", { body: Buffer.from("{}") }],
	};
	for (const [what, [eventType, options]] of Object.entries(refused)) {
		test(`with ${what} is refused with a code, and nothing breaks`, () => {
			assert.throws(
				() => githubWebhook.toDrafts(toDelivery(eventType, undefined, options)),
				(error) => error instanceof BusError && error.code === "EVENT_INVALID",
			);
		});
	}

	test("without the name of its event is refused", () => {
		const { headers, ...request } = toDelivery("push", RUN);

		assert.throws(
			() => githubWebhook.toDrafts({ ...request, headers: { ...headers, "x-github-event": undefined } }),
			{
				code: "EVENT_INVALID",
			},
		);
	});

	test("becomes an event that the bus takes, whatever its payload holds", () => {
		const names = [...new Set(readExamples().map(({ eventType }) => eventType))];
		fc.assert(
			fc.property(
				fc.constantFrom(...names),
				fc.object({ key: anyKey(), maxDepth: 4, withNullPrototype: false }),
				(eventType, payload) => {
					const [draft] = githubWebhook.toDrafts(toDelivery(eventType, payload));

					assert.equal(parseDraft(draft).eventType, eventType);
				},
			),
			{ numRuns: 1_000 },
		);
	});

	test("becomes an event that the bus takes, when any one value of a real payload is another", () => {
		const real = readExamples().filter(({ title }) => title.includes("api.github.com"));
		const junk = fc.oneof(
			fc.jsonValue({ maxDepth: 1 }),
			fc.constantFrom("x".repeat(5_000), "a\u0000\u001b[2J/ b", -1, 1e300),
		);
		fc.assert(
			fc.property(fc.constantFrom(...real), fc.nat(), junk, ({ eventType, payload }, place, value) => {
				const [draft] = githubWebhook.toDrafts(toDelivery(eventType, replaceValue(payload, place, value)));

				assert.equal(parseDraft(draft).eventType, eventType);
			}),
			{ numRuns: 1_000 },
		);
	});
});

describe("one change of state is one event", () => {
	test("whichever hook, of the repository or the organization, delivers it", () => {
		const [first, second] = [toDraft("workflow_run", RUN), toDraft("workflow_run", RUN)];

		assert.equal(first.delivery_id, second.delivery_id);
	});

	test("but a re-run that ends as before is another", () => {
		const again = { ...RUN, workflow_run: { ...RUN.workflow_run, run_attempt: 2 } };

		assert.notEqual(toDraft("workflow_run", RUN).delivery_id, toDraft("workflow_run", again).delivery_id);
	});

	test("but a check that its app runs again in place is another", () => {
		const check = {
			id: 5,
			name: "lint",
			status: "completed",
			conclusion: "failure",
			completed_at: "2026-01-01T10:00:00Z",
		};
		const toCheck = (completed_at: string): EventDraft =>
			toDraft("check_run", { action: "completed", check_run: { ...check, completed_at } });

		assert.equal(
			toCheck("2026-01-01T10:00:00Z").delivery_id,
			toCheck("2026-01-01T10:00:00.000Z").delivery_id,
		);
		assert.notEqual(toCheck("2026-01-01T10:00:00Z").delivery_id, toCheck("2026-01-01T11:00:00Z").delivery_id);
	});

	test("but the wish to run a check again is another, though it repeats the state", () => {
		const check_run = { id: 5, name: "lint", status: "completed", conclusion: "failure" };

		const [was, wish] = ["completed", "rerequested"].map((action) =>
			toDraft("check_run", { action, check_run }),
		);

		assert.notEqual(was?.delivery_id, wish?.delivery_id);
	});

	test("of all else, the delivery is the event: GitHub repeats its GUID when it repeats itself", () => {
		const [first, again] = [1, 2].map(() =>
			toDraft("star", { action: "created" }, { guid: "72d3162e-cc78-11e3-81ab-4c9367dc0958" }),
		);

		assert.equal(first?.delivery_id, again?.delivery_id);
		assert.notEqual(first?.delivery_id, toDraft("star", { action: "created" }).delivery_id);
	});

	test("without a GUID, the same words are the same event", () => {
		const guid = { headers: { "x-github-delivery": "" } };

		assert.equal(toDraft("star", { a: 1 }, guid).delivery_id, toDraft("star", { a: 1 }, guid).delivery_id);
		assert.notEqual(toDraft("star", { a: 1 }, guid).delivery_id, toDraft("star", { a: 2 }, guid).delivery_id);
	});
});

describe("the pull requests of a run", () => {
	const run = (pulls: readonly { number: number; base?: object }[]) =>
		toDraft("workflow_run", { ...RUN, workflow_run: { ...RUN.workflow_run, pull_requests: pulls } }).fields;

	test("are told all, the first one by itself", () => {
		const fields = run([{ number: 7 }, { number: 9 }]);

		assert.equal(fields?.["pr"], 7);
		assert.deepEqual(fields?.["prs"], [7, 9]);
	});

	test("are not those of a fork, whose numbers count elsewhere", () => {
		const fields = run([
			{ number: 4, base: { repo: { id: 99 } } },
			{ number: 9, base: { repo: { id: 1 } } },
		]);

		assert.equal(fields?.["pr"], 9);
		assert.deepEqual(fields?.["prs"], [9]);
	});

	test("in the merge queue is read from the branch of the group", () => {
		const sha = "929f8209d40f77f4abc622a499c93a83babdbe64";
		const merge_group = {
			head_sha: sha,
			head_ref: `refs/heads/gh-readonly-queue/main/pr-104-${sha}`,
			base_ref: "refs/heads/main",
		};

		const { fields } = toDraft("merge_group", { action: "destroyed", reason: "merged", merge_group });

		assert.equal(fields?.["pr"], 104);
		assert.equal(fields?.["base_branch"], "main");
		assert.equal(fields?.["reason"], "merged");
	});
});

describe("a push says", () => {
	const push = (payload: object) => toDraft("push", payload).fields;

	test("its branch and commit", () => {
		const fields = push({ ref: "refs/heads/feature/x", after: "a".repeat(40), before: "0".repeat(40) });

		assert.equal(fields?.["head_branch"], "feature/x");
		assert.equal(fields?.["head_sha"], "a".repeat(40));
		assert.equal(fields?.["before"], undefined);
	});

	test("its tag, which is no branch", () => {
		const fields = push({ ref: "refs/tags/v1", after: "a".repeat(40) });

		assert.equal(fields?.["tag"], "v1");
		assert.equal(fields?.["head_branch"], undefined);
	});

	test("no commit when the branch is deleted", () => {
		const fields = push({ ref: "refs/heads/x", after: "0".repeat(40), deleted: true });

		assert.equal(fields?.["head_sha"], undefined);
		assert.equal(fields?.["deleted"], true);
	});
});

test("a conclusion that GitHub may invent is kept as a word, and is no verdict", () => {
	const { fields } = toDraft("workflow_run", {
		...RUN,
		workflow_run: { ...RUN.workflow_run, conclusion: "mostly_fine" },
	});

	assert.equal(fields?.["conclusion"], undefined);
	assert.equal(fields?.["state"], "mostly_fine");
});

function toDraft(eventType: string, payload: unknown, options?: DeliveryOptions): EventDraft {
	const [draft] = githubWebhook.toDrafts(toDelivery(eventType, payload, options));
	assert.ok(draft);
	return draft;
}

/** Names that mean something to us, so that the wrong things stand behind them. */
function anyKey(): fc.Arbitrary<string> {
	const known = [
		"workflow_run",
		"workflow_job",
		"check_run",
		"repository",
		"owner",
		"login",
		"name",
		"id",
		"status",
		"conclusion",
		"pull_requests",
		"number",
		"state",
		"__proto__",
	];
	return fc.oneof(fc.constantFrom(...known), fc.string());
}

/** The payload with another value at one of its places, counted through from its beginning. */
function replaceValue(payload: unknown, place: number, value: unknown): unknown {
	const text = JSON.stringify(payload);
	const count = countValues(payload);
	let index = -1;
	const wanted = place % count;
	return JSON.parse(text, (_key, old: unknown) => {
		index += 1;
		return index === wanted && old !== undefined && index < count - 1 ? value : old;
	}) as unknown;
}

function countValues(payload: unknown): number {
	let count = 0;
	JSON.parse(JSON.stringify(payload), (_key, value: unknown) => {
		count += 1;
		return value;
	});
	return count;
}
