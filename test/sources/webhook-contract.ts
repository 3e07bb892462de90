/** What every source that servers post to promises: over a real listener, and by what it makes of any body. */
import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { BusError } from "../../src/errors.js";
import { parseDraft } from "../../src/event/draft.js";
import type { JsonObject, JsonValue } from "../../src/event/event.js";
import type { WebhookSource } from "../../src/sources/source.js";
import { createRecorder } from "../webhooks/recorder.js";
import { openScratchListener } from "../webhooks/scratch-listener.js";

type Headers = Readonly<Record<string, string>>;

export interface WebhookTraits {
	readonly name: string;
	open(): WebhookSource;
	readonly secret: string;
	/** What proves that a body is from who knows the secret. */
	sign(body: Buffer): Headers;
	/** The n-th delivery; each is another. Its headers stay the same when it is sent once more. */
	deliver(n: number): { readonly body: Buffer; readonly headers?: Headers };
}

const MALFORMED: Readonly<Record<string, Buffer>> = {
	nothing: Buffer.alloc(0),
	null: Buffer.from("null"),
	"a number": Buffer.from("7"),
	"a text": Buffer.from('"x"'),
	"an array": Buffer.from("[[],{},null]"),
	"an empty object": Buffer.from("{}"),
	"half of an object": Buffer.from('{"a":'),
	"what is not UTF-8": Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
	"zero bytes": Buffer.alloc(64),
	"a deep nest": Buffer.from(`${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`),
	"the names of an object's own parts": Buffer.from(
		'{"__proto__":{"x":1},"constructor":1,"toString":null,"hasOwnProperty":0}',
	),
};

export function testWebhook({ name, open, secret, sign, deliver }: WebhookTraits): void {
	describe(`what is posted to ${name}`, () => {
		test("is answered once it is stored, and stored once however often it is sent", async (t) => {
			const { post, recorder } = await listen(t);

			const first = await post(deliver(1));
			const again = await post(deliver(1));
			const other = await post(deliver(2));

			assert.deepEqual([first.status, again.status, other.status], [200, 200, 200]);
			assert.ok((first.json.events ?? []).length > 0);
			assert.deepEqual(again.json.events, first.json.events);
			assert.equal(again.json.duplicates, first.json.events?.length);
			assert.notDeepEqual(other.json.events, first.json.events);
			assert.equal(
				new Set(recorder.drafts.map(({ delivery_id }) => delivery_id)).size,
				recorder.drafts.length,
			);
		});

		test("is believed from nobody who does not know the secret", async (t) => {
			const { ask, path, recorder } = await listen(t, { secrets: ["another"] });
			const { body, headers = {} } = deliver(1);

			const unsigned = await ask(path, { method: "POST", body, headers });
			const wrong = await ask(path, { method: "POST", body, headers: { ...headers, ...sign(body) } });

			assert.deepEqual([unsigned.status, wrong.status], [401, 401]);
			assert.deepEqual(recorder.drafts, []);
		});

		for (const [what, body] of Object.entries(MALFORMED))
			test(`may be ${what}, which breaks nothing`, async (t) => {
				const { post } = await listen(t);

				const { status, json } = await post({ ...deliver(1), body });

				assert.ok(status === 200 || status === 400, `${status}`);
				assert.equal(status === 400, json.error !== undefined);
				assert.equal((await post(deliver(2))).status, 200);
			});

		test("may lack, or have wrong, any single part of it", () => {
			const source = open();
			const { body, headers = {} } = deliver(1);

			for (const changed of changesOf(JSON.parse(body.toString()) as JsonObject)) {
				const request = {
					path: source.path,
					headers,
					body: Buffer.from(JSON.stringify(changed)),
					receivedAtNs: 1n,
				};
				assertHeard(source, request);
			}
		});

		test("may be cut short by a sender that vanishes", async (t) => {
			const { dial, post, path } = await listen(t);
			const { body, headers = {} } = deliver(1);
			const head = Object.entries({ host: "localhost", ...headers, ...sign(body) }).map(
				([key, value]) => `${key}: ${value}`,
			);

			const sender = await dial();
			sender.send(`POST ${path} HTTP/1.1\r\n${head.join("\r\n")}\r\ncontent-length: ${body.length}\r\n\r\n`);
			sender.send(body.subarray(0, body.length / 2)).vanish();

			assert.equal((await post(deliver(2))).status, 200);
		});
	});

	async function listen(
		t: TestContext,
		{ secrets = [secret] }: { readonly secrets?: readonly string[] } = {},
	) {
		const source = open();
		const recorder = createRecorder();
		const { ask, dial } = await openScratchListener(t, {
			routes: [source],
			secretsFor: (wanted) => (wanted === source.secretName ? secrets : []),
			emit: (drafts) => {
				for (const draft of drafts) parseDraft(draft);
				return recorder.emit(drafts);
			},
		});
		return {
			ask,
			dial,
			recorder,
			path: source.path,
			post: ({ body, headers = {} }: ReturnType<WebhookTraits["deliver"]>) =>
				ask(source.path, { method: "POST", body, headers: { ...headers, ...sign(body) } }),
		};
	}
}

/** It makes valid drafts of it, or says what is wrong with it. */
function assertHeard(source: WebhookSource, request: Parameters<WebhookSource["toDrafts"]>[0]): void {
	try {
		for (const draft of source.toDrafts(request)) parseDraft(draft);
	} catch (error) {
		assert.ok(error instanceof BusError && error.code === "EVENT_INVALID", request.body.toString());
	}
}

const WRONG: readonly JsonValue[] = [null, 7, -1.5, "", "\u0000\u001b[2J", [], [null], {}, { a: [] }, true];

/** The value with each of its parts, one at a time, left out or replaced by something else. */
function* changesOf(value: JsonValue): Generator<JsonValue> {
	if (typeof value !== "object" || value === null) return;
	for (const key of Object.keys(value)) {
		const part = (value as JsonObject)[key] ?? null;
		const put = (replacement?: JsonValue): JsonValue => {
			const entries = Object.entries(value).filter(([each]) => each !== key || replacement !== undefined);
			const replaced = entries.map(([each, old]) => [each, each === key ? replacement : old]);
			return Array.isArray(value)
				? replaced.map(([, each]) => each as JsonValue)
				: (Object.fromEntries(replaced) as JsonObject);
		};
		yield put();
		for (const wrong of WRONG) yield put(wrong);
		for (const changed of changesOf(part)) yield put(changed);
	}
}
