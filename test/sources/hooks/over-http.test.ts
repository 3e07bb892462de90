import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { CloudEvent, emitterFor, httpTransport, Mode } from "cloudevents";
import { Webhook } from "standardwebhooks";
import { createSystemClock } from "../../../src/platform/clock.js";
import { SecretStore } from "../../../src/platform/secrets.js";
import { makeTemporaryDirectory } from "../../support/temporary-directory.js";
import { openScratchListener } from "../../webhooks/scratch-listener.js";
import { createHook } from "./scratch-hook.js";

const OLD = "whsec_b2xkIHNlY3JldCBvZiB0aGlzIHRlc3Q=";
const NEW = "whsec_bmV3IHNlY3JldCBvZiB0aGlzIHRlc3Q=";

test("a signed delivery becomes an event, and the same one again does not", async (t) => {
	const { deliver, recorder } = await openHook(t);

	const first = await deliver(OLD, '{"state":"passed"}');
	const second = await deliver(OLD, '{"state":"passed"}');

	assert.equal(first.status, 200);
	assert.equal(second.json.duplicates, 1);
	assert.deepEqual(
		recorder.drafts.map(({ fields }) => fields),
		[{ conclusion: "success" }],
	);
});

test("while a secret is replaced both are believed, and a revoked one is not, without a restart", async (t) => {
	const { deliver, secrets } = await openHook(t);

	assert.equal((await deliver(NEW, "{}")).json.error?.code, "signature_wrong");
	secrets.set("hooks.ci", NEW);
	assert.equal((await deliver(NEW, "{}")).status, 200);
	assert.equal((await deliver(OLD, "{}")).status, 200);
	secrets.set("hooks.ci", NEW, { keepPreviousMs: 0 });

	assert.equal((await deliver(OLD, "{}")).status, 401);
	assert.equal((await deliver(NEW, "{}")).status, 200);
});

test("a hook without a secret says how to set it", async (t) => {
	const { deliver, secrets } = await openHook(t);
	secrets.remove("hooks.ci");

	const { status, json } = await deliver(OLD, "{}");

	assert.equal(status, 503);
	assert.equal(json.error?.hint, "waitbus secret set hooks.ci");
});

for (const body of ["[]", "1", "null", '"text"', "", "{"]) {
	test(`a signed body that is ${body === "" ? "nothing" : body} is answered with 400`, async (t) => {
		const { deliver, recorder } = await openHook(t);

		const { status, json } = await deliver(OLD, body);

		assert.equal(status, 400);
		assert.equal(json.error?.code, "event_invalid");
		assert.equal(recorder.drafts.length, 0);
	});
}

for (const mode of [Mode.STRUCTURED, Mode.BINARY]) {
	test(`the cloudevents package posts in ${mode} mode`, async (t) => {
		const { listener, recorder } = await openHook(t, { auth: "bearer" });
		const send = emitterFor(httpTransport(`http://127.0.0.1:${listener.port}/hooks/ci`), { mode });

		await send(new CloudEvent({ id: "1", source: "/shop", type: "order.paid", data: { total: 3 } }), {
			headers: { authorization: `Bearer ${OLD}` },
		});

		assert.deepEqual(
			recorder.drafts.map(({ source, event_type, delivery_id, fields }) => [
				source,
				event_type,
				delivery_id,
				fields?.["total"],
			]),
			[["shop", "order.paid", "/shop#1", 3]],
		);
	});
}

async function openHook(t: TestContext, section: object = { auth: "standard" }) {
	const secrets = new SecretStore(`${makeTemporaryDirectory(t)}/secrets.json`, createSystemClock());
	secrets.set("hooks.ci", OLD);
	const fields = { conclusion: { path: "$.state", values: { passed: "success" } } };
	const scratch = await openScratchListener(t, {
		routes: [createHook({ fields, ...section })],
		secretsFor: (name) => secrets.find(name),
	});
	const deliver = (secret: string, body: string) => {
		const time = new Date();
		return scratch.post("/hooks/ci", body, {
			"webhook-id": "msg_1",
			"webhook-timestamp": String(Math.floor(time.getTime() / 1_000)),
			"webhook-signature": new Webhook(secret).sign("msg_1", time, body),
		});
	};
	return { ...scratch, secrets, deliver };
}
