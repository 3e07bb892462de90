import assert from "node:assert/strict";
import { test } from "node:test";
import { startDaemon } from "../support/daemon-process.js";
import { frameOf, RawClient } from "../support/raw-client.js";

const REFUSED_VERSIONS = [
	"1.0",
	"1e0",
	"true",
	"false",
	'"1"',
	"0",
	"3",
	"-1",
	"1.5",
	"[1]",
	'{"a":1}',
	'""',
];
const ACCEPTED = ["{}", '{"proto":1}', '{"proto":null}', '{ "proto" : 1 , "future_key": {"proto":2} }'];

const BAD_REQUESTS: readonly (readonly [string, RegExp])[] = [
	['{"filters":"acme/api"}', /filters/],
	['{"filters":["acme"]}', /filters: "acme"/],
	['{"filters":["acme/api/x"]}', /filters/],
	['{"filters":["*/api"]}', /filters/],
	['{"filters":[1]}', /filters/],
	[
		JSON.stringify({ filters: Array.from({ length: 65 }, (_, n) => `o/r${n}`) }),
		/65 filters, and 64 are allowed/,
	],
	['{"event_types":[]}', /event_types: an empty list/],
	['{"event_types":"run"}', /event_types/],
	['{"event_types":[null]}', /event_types/],
	['{"since":"01j0000000000000000000000b"}', /since/],
	['{"since":"10m"}', /since/],
	['{"since":5}', /since/],
	['{"envelope":"upsert"}', /envelope/],
	['{"envelope":1}', /envelope/],
];

test("a version that the daemon does not speak is refused with the versions it does", async (t) => {
	const { socketPath } = await startDaemon(t);

	for (const version of REFUSED_VERSIONS) {
		const [reject, ...more] = await answerTo(socketPath, frameOf(`{"proto":${version}}`));
		assert.deepEqual(
			{ ...(JSON.parse(reject ?? "null") as object), remediation: "…" },
			{ reason: "version", remediation: "…", supported: [1], kind: "subscribe_rejected" },
			`proto ${version}`,
		);
		assert.match(
			reject ?? "",
			/^\{"reason":"version","remediation":"This daemon speaks .+","supported":\[1\],"kind":"subscribe_rejected"\}$/,
		);
		assert.deepEqual(more, [], "then the connection ends");
	}
});

test("an absent version, null and 1 are version 1", async (t) => {
	const { socketPath } = await startDaemon(t);

	for (const envelope of ACCEPTED) {
		const client = await RawClient.connect(socketPath);
		client.write(frameOf(envelope));
		assert.equal((await client.read()).kind, "subscribe_ack", envelope);
		await client.close();
	}
});

test("a subscription with a wrong key is refused with a frame that names the key, not with silence", async (t) => {
	const { socketPath } = await startDaemon(t);

	for (const [envelope, wanted] of BAD_REQUESTS) {
		const [reject = "", ...more] = await answerTo(socketPath, frameOf(envelope));
		assert.match(
			reject,
			/^\{"reason":"invalid_request","remediation":".+","supported":null,"kind":"subscribe_rejected"\}$/,
		);
		assert.match((JSON.parse(reject) as { remediation: string }).remediation, wanted, envelope);
		assert.deepEqual(more, []);
	}
});

test("bytes that are no frame are refused with a frame that says why", async (t) => {
	const { socketPath } = await startDaemon(t);
	const cases: readonly (readonly [Buffer, RegExp])[] = [
		[Buffer.from([0, 0, 0, 0]), /a frame of 0 bytes/],
		[Buffer.from([255, 255, 255, 255]), /a frame of 4294967295 bytes/],
		[frameOf("not json"), /not JSON/],
		[frameOf("[1,2]"), /not a JSON object/],
		[frameOf("null"), /not a JSON object/],
		[Buffer.concat([Buffer.from([0, 0, 0, 2]), Buffer.from([0xc3, 0x28])]), /not UTF-8/],
	];

	for (const [bytes, wanted] of cases) {
		const [refusal = "", ...more] = await answerTo(socketPath, bytes);
		const { op, code, message } = JSON.parse(refusal) as Record<string, string>;
		assert.deepEqual([op, code], ["error", "FRAME_INVALID"]);
		assert.match(message ?? "", wanted);
		assert.deepEqual(more, []);
	}
});

test("a refusal arrives although the client goes on sending", async (t) => {
	const { socketPath } = await startDaemon(t);

	for (const bytes of [Buffer.from([0, 0, 0, 0]), frameOf('{"proto":7}'), frameOf('{"since":5}')]) {
		const [refusal = ""] = await answerTo(socketPath, Buffer.concat([bytes, Buffer.alloc(4 * 1024 * 1024)]));
		assert.match(refusal, /"op":"error"|"kind":"subscribe_rejected"/);
	}
});

test("a version 1 subscription over 65,536 bytes is refused", async (t) => {
	const { socketPath } = await startDaemon(t);

	const [reject = ""] = await answerTo(socketPath, frameOf(`{"proto":1,"filler":"${"x".repeat(65_536)}"}`));

	assert.match(reject, /"reason":"invalid_request".*65536/);
});

test("a client that is refused is let go even when it does not hang up itself", async (t) => {
	const { socketPath } = await startDaemon(t);
	const refused = await RawClient.connect(socketPath);
	const observer = await RawClient.connect(socketPath);

	refused.send({ proto: 7 });
	await refused.readToEnd();

	const connections = async (): Promise<number> =>
		((await observer.ask({ op: "status" }))["status"] as { connections: number }).connections;
	while ((await connections()) > 1) assert.equal(refused.socket.destroyed, false);
});

/** What the daemon answers before it ends the connection. */
async function answerTo(socketPath: string, bytes: Buffer): Promise<readonly string[]> {
	const client = await RawClient.connect(socketPath);
	client.write(bytes);
	const texts = await client.readToEnd();
	await client.close();
	return texts;
}
