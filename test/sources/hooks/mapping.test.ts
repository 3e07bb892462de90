import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BusError } from "../../../src/errors.js";
import { parseDraft } from "../../../src/event/draft.js";
import { createHook, requestOf } from "./scratch-hook.js";

const BODY = {
	id: 17,
	kind: "Build Finished!",
	state: "passed",
	project: { full_name: "acme/shop", owner: "acme", name: "shop" },
	message: "Build 17 passed",
	duration_ms: 1200,
	labels: ["a", "b"],
};

test("a hook that maps nothing keeps the body as the payload of an event of its name", () => {
	const [draft] = createHook({}).toDrafts(requestOf(BODY));

	assert.deepEqual(draft, { source: "ci", event_type: "webhook", fields: {}, payload: BODY });
});

test("what the mapping names becomes fields, and what is not there stays absent", () => {
	const fields = { took: "$.duration_ms", labels: "$.labels", missing: "$.nowhere", status: "$.id" };
	const [draft] = createHook({ source: "builds", event_type: "build", fields }).toDrafts(requestOf(BODY));

	assert.equal(draft?.source, "builds");
	assert.equal(draft?.event_type, "build");
	assert.deepEqual(draft?.fields, { took: 1200, labels: ["a", "b"], status: "17" });
});

test("words of the sender become ours", () => {
	const values = { passed: "success", failed: "failure", true: "success" };
	const hook = createHook({
		fields: { conclusion: { path: "$.state", values }, level: { path: "$.id", values: { 17: 3 } } },
	});

	assert.deepEqual(hook.toDrafts(requestOf(BODY))[0]?.fields, { conclusion: "success", level: 3 });
	assert.deepEqual(hook.toDrafts(requestOf({ state: "failed" }))[0]?.fields, { conclusion: "failure" });
	assert.deepEqual(hook.toDrafts(requestOf({ state: true }))[0]?.fields, { conclusion: "success" });
});

test("a word that is no conclusion gives no verdict, and is shown", () => {
	const hook = createHook({ fields: { conclusion: "$.state" } });

	assert.deepEqual(hook.toDrafts(requestOf(BODY))[0]?.fields, {
		conclusion: null,
		unknown_conclusion: "passed",
	});
	assert.deepEqual(hook.toDrafts(requestOf({ state: "cancelled" }))[0]?.fields, { conclusion: "cancelled" });
	assert.deepEqual(hook.toDrafts(requestOf({ state: null }))[0]?.fields, { conclusion: null });
});

test("an event type is read from the body and made a name", () => {
	const hook = createHook({ event_type: "$.kind" });

	assert.equal(hook.toDrafts(requestOf(BODY))[0]?.event_type, "build_finished");
	assert.equal(hook.toDrafts(requestOf({ kind: "漢字" }))[0]?.event_type, "webhook");
	assert.equal(hook.toDrafts(requestOf({}))[0]?.event_type, "webhook");
});

test("a repository is read whole or in its parts", () => {
	const whole = createHook({ repo: "$.project.full_name" }).toDrafts(requestOf(BODY))[0];
	const parts = createHook({ owner: "$.project.owner", repo: "$.project.name" }).toDrafts(requestOf(BODY))[0];

	assert.deepEqual([whole?.owner, whole?.repo], ["acme", "shop"]);
	assert.deepEqual([parts?.owner, parts?.repo], ["acme", "shop"]);
});

test("a summary is read from the body", () => {
	assert.equal(createHook({ summary: "$.message" }).toDrafts(requestOf(BODY))[0]?.summary, "Build 17 passed");
});

test("the id of a delivery comes from the mapping, else from a header, else there is none", () => {
	const mapped = createHook({ delivery_id: "$.id" });
	const plain = createHook({});

	assert.equal(mapped.toDrafts(requestOf(BODY, { "webhook-id": "msg_1" }))[0]?.delivery_id, "hook:ci:17");
	assert.equal(plain.toDrafts(requestOf(BODY, { "webhook-id": "msg_1" }))[0]?.delivery_id, "hook:ci:msg_1");
	assert.equal(plain.toDrafts(requestOf(BODY, { "idempotency-key": "k" }))[0]?.delivery_id, "hook:ci:k");
	assert.equal(plain.toDrafts(requestOf(BODY))[0]?.delivery_id, undefined);
});

for (const body of ["", "{", "[]", "[{}]", "1", "null", '"text"', "\u0000"]) {
	test(`the body ${JSON.stringify(body)} is refused, as it is no object`, () => {
		assert.throws(() => createHook({}).toDrafts(requestOf(body)), { code: "EVENT_INVALID" });
	});
}

test("a byte order mark before the body does no harm", () => {
	assert.equal(createHook({}).toDrafts(requestOf('\uFEFF{"a":1}')).length, 1);
});

test("whatever the body holds, the draft is taken or refused with a code", () => {
	const hook = createHook({
		event_type: "$.a",
		owner: "$.b",
		repo: "$.c",
		summary: "$.d",
		delivery_id: "$.e",
		fields: { conclusion: "$.f", status: "$.g", other: { path: "$.h", values: { x: 1 } } },
	});
	const keys = fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h");

	fc.assert(
		fc.property(fc.dictionary(keys, fc.jsonValue()), (body) => {
			try {
				parseDraft(hook.toDrafts(requestOf(body))[0]);
			} catch (error) {
				assert.ok(error instanceof BusError, String(error));
			}
		}),
	);
});

test("a hook's test event is one that the bus takes", () => {
	assert.doesNotThrow(() => parseDraft(createHook({ event_type: "$.kind" }).createTestDraft()));
});

test("a bearer token lets in, and nothing else does", () => {
	const hook = createHook({ auth: "bearer" });

	assert.equal(hook.authenticate(requestOf({}, { authorization: "Bearer s3cret" }), ["s3cret"]), undefined);
	assert.equal(
		hook.authenticate(requestOf({}, { authorization: "Basic czpzM2NyZXQ=" }), ["s3cret"])?.code,
		"authorization_malformed",
	);
	assert.equal(hook.authenticate(requestOf({}), ["s3cret"])?.code, "authorization_missing");
});
