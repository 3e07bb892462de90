import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseDraft } from "../../../src/event/draft.js";
import type { EventDraft } from "../../../src/event/event.js";
import { githubWebhook } from "../../../src/sources/github/webhook.js";
import { readExamples, SECRET, toDelivery } from "./deliveries.js";
import type { Example } from "./deliveries.js";
import { dig, DOCUMENTED } from "./documented-paths.js";

const examples = readExamples();
const ofGithub = examples.filter(({ title }) => title.includes("api.github.com"));

describe("of every payload that GitHub is known to post", () => {
	test("there are as many as the corpus holds", () => {
		assert.equal(ofGithub.length, 329);
		assert.equal(new Set(ofGithub.map(({ eventType }) => eventType)).size, 58);
	});

	test("a signed delivery is authentic, becomes one event, and the bus takes it", () => {
		for (const { title, eventType, payload } of examples) {
			const request = toDelivery(eventType, payload);

			assert.equal(githubWebhook.authenticate(request, [SECRET]), undefined, title);
			const drafts = githubWebhook.toDrafts(request);

			assert.equal(drafts.length, 1, title);
			const parsed = parseDraft(drafts[0], title);
			assert.equal(parsed.source, "github", title);
			assert.equal(parsed.eventType, eventType, title);
			assert.ok(parsed.summary.length > 10 && !parsed.summary.includes("undefined"), parsed.summary);
			assert.ok(!/[ :]$/.test(parsed.summary) && !parsed.summary.includes(" ?"), parsed.summary);
		}
	});

	test("the payload is kept as it came", () => {
		for (const { title, eventType, payload } of examples) {
			assert.deepEqual(toDraft({ title, eventType, payload }).payload, payload, title);
		}
	});

	test("the same delivery twice is one event", () => {
		for (const { title, eventType, payload } of examples) {
			const request = toDelivery(eventType, payload);

			const [first, again] = [githubWebhook.toDrafts(request), githubWebhook.toDrafts(request)];

			assert.equal(first[0]?.delivery_id, again[0]?.delivery_id, title);
		}
	});

	test("different payloads are different events", () => {
		const ids = new Map<string, string>();
		for (const example of ofGithub) {
			const id = toDraft(example).delivery_id ?? "";
			const other = ids.get(id);

			assert.ok(
				other === undefined || isSameState(other, example),
				`${example.title} has the id of ${other}`,
			);
			ids.set(id, JSON.stringify(example.payload));
		}
	});

	test("the repository is the one that the payload names", () => {
		for (const example of examples.filter(({ payload }) => dig(payload, ["repository.name"]) !== undefined)) {
			const { owner, repo } = toDraft(example);

			assert.equal(repo, dig(example.payload, ["repository.name"]), example.title);
			assert.equal(
				owner,
				dig(example.payload, ["repository.owner.login", "repository.owner.name"]),
				example.title,
			);
		}
	});

	test("who acted and what happened is found, whatever the event", () => {
		for (const example of examples.filter(({ eventType }) => eventType !== "workflow_run")) {
			const { fields } = toDraft(example);

			assert.equal(fields?.["actor"], dig(example.payload, ["sender.login"]), example.title);
			assert.equal(fields?.["action"], dig(example.payload, ["action"]), example.title);
			assert.equal(fields?.["ingest_method"], "webhook", example.title);
		}
	});

	test("the page of what happened is found wherever the payload has one", () => {
		for (const example of examples) {
			const pages = [
				"comment",
				"answer",
				"issue",
				"discussion",
				"alert",
				"milestone",
				"project",
				"forkee",
			].map((key) => `${key}.html_url`);
			const page = dig(example.payload, pages);

			if (page !== undefined) assert.equal(toDraft(example).fields?.["html_url"], page, example.title);
		}
	});
});

for (const [eventType, fields] of Object.entries(DOCUMENTED)) {
	describe(`${eventType} says what the payload says:`, () => {
		const ofType = examples.filter((example) => example.eventType === eventType);

		test("the corpus has it", () => {
			assert.ok(ofType.length > 0);
		});

		for (const [field, paths] of Object.entries(fields)) {
			test(`${field} from ${paths.join(" or ")}`, () => {
				for (const example of ofType) {
					const wanted = dig(example.payload, paths);
					// A payload of before run_attempt is of the first attempt.
					const fallback = field === "run_attempt" ? 1 : undefined;

					assert.equal(toDraft(example).fields?.[field], wanted ?? fallback, example.title);
				}
			});
		}
	});
}

describe("of states that GitHub says in one word", () => {
	const meanings: Record<string, [status: string, conclusion: string | undefined]> = {
		success: ["completed", "success"],
		failure: ["completed", "failure"],
		error: ["completed", "failure"],
		inactive: ["completed", "neutral"],
		pending: ["pending", undefined],
		queued: ["queued", undefined],
		in_progress: ["in_progress", undefined],
	};
	for (const [state, [status, conclusion]] of Object.entries(meanings)) {
		test(`${state} means ${status}${conclusion === undefined ? "" : `, ${conclusion}`}`, () => {
			const ofStatus = toDraft({ title: state, eventType: "status", payload: { id: 1, state, sha: "a" } });
			const ofDeployment = toDraft({
				title: state,
				eventType: "deployment_status",
				payload: { deployment_status: { id: 1, state } },
			});

			for (const { fields } of [ofStatus, ofDeployment]) {
				assert.equal(fields?.["status"], status);
				assert.equal(fields?.["conclusion"], conclusion);
				assert.equal(fields?.["state"], state);
			}
		});
	}
});

function toDraft({ title, eventType, payload }: Example): EventDraft {
	const [draft] = githubWebhook.toDrafts(toDelivery(eventType, payload));
	assert.ok(draft, title);
	return draft;
}

/** The corpus repeats some payloads, and shows some states in two deliveries. */
function isSameState(other: string, { eventType, payload }: Example): boolean {
	const subject = (text: string): unknown => {
		const parsed: unknown = JSON.parse(text);
		return [`${eventType}.id`, "id"].map((path) => dig(parsed, [path, `${eventType}.status`]));
	};
	return JSON.stringify(subject(other)) === JSON.stringify(subject(JSON.stringify(payload)));
}
