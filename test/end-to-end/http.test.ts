import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Curl, hasCurl } from "../support/curl.js";
import { SMALL_HEAP, startDaemon } from "../support/daemon-process.js";
import { ask } from "../support/http-bus.js";
import { HttpStream } from "../support/http-stream.js";
import { runCli } from "../support/run-cli.js";

const URL_BASE = "http://localhost";
const DIED = ["emit", "--source", "docker", "--event-type", "died"];

describe("curl and the daemon", { skip: hasCurl ? false : "curl is not installed" }, () => {
	test("curl emits, and finds what it emitted", async (t) => {
		const { socketPath } = await startDaemon(t);

		const body = '{"source":"docker","event_type":"died"}';
		const posted = await new Curl(t, socketPath, ["--data", body, `${URL_BASE}/events`]).result;
		const found = await new Curl(t, socketPath, [`${URL_BASE}/events?source=docker`]).result;

		assert.match(posted.text, /^\{"results":\[\{"event_id":"\w{26}","outcome":"committed"\}\]\}\n$/);
		assert.match(found.text, /^\{"kind":"event",.*"source":"docker".*\}\n$/);
	});

	test("curl -N prints what another process emits as server-sent events", async (t) => {
		const { socketPath, env } = await startDaemon(t);
		const curl = new Curl(t, socketPath, ["-N", "-H", "Accept: text/event-stream", `${URL_BASE}/events`]);
		await curl.printed(/^retry: 1000\n\n$/);

		await runCli(DIED, { env });

		const text = await curl.printed(/data: .*\n\n$/);
		assert.match(text, /\n\nid: \w{26}\nevent: died\ndata: \{"kind":"event".*"source":"docker".*\}\n\n$/);
	});

	test("what curl streams ends as a whole answer when the daemon stops", async (t) => {
		const daemon = await startDaemon(t);
		const curl = new Curl(t, daemon.socketPath, ["-N", `${URL_BASE}/events?follow=1&since=start`]);
		await runCli(DIED, { env: daemon.env });
		await curl.printed(/\}\n$/);

		const exit = await daemon.stop();

		// curl exits with 18 when an answer is cut.
		assert.deepEqual([exit.code, (await curl.result).code], [0, 0]);
	});

	test("curl prints why a body is too large, also when it sends it all", async (t) => {
		const { socketPath } = await startDaemon(t);

		const upload = ["-i", "-H", "Expect:", "--data-binary", `@${process.execPath}`, `${URL_BASE}/events`];
		const { text } = await new Curl(t, socketPath, upload).result;

		assert.match(text, /^HTTP\/1\.1 413 /);
		assert.match(text, /Cannot read a body of over 16777216 bytes/);
	});
});

describe("HTTP beside the other dialects", () => {
	test("hears what the command line emits, selected in the daemon", async (t) => {
		const { socketPath, env } = await startDaemon(t);
		const stream = await HttpStream.open(t, { socketPath, path: "/events?follow=1&source=pytest" });

		await runCli(DIED, { env });
		await runCli(["emit", "--source", "pytest", "--event-type", "done"], { env });

		assert.match((await stream.next()) ?? "", /"source":"pytest"/);
	});

	test("takes no more memory for a client that never reads", async (t) => {
		const daemon = await startDaemon(t, { nodeFlags: SMALL_HEAP });
		const { socketPath } = daemon;
		const stuck = await HttpStream.open(t, { socketPath, path: "/events?follow=1" });
		const event = JSON.stringify({ source: "a", event_type: "b", fields: { filler: "x".repeat(20_000) } });
		const headers = { "content-type": "application/x-ndjson" };
		const lines = { method: "POST", headers, body: `${event}\n`.repeat(100) };
		const post = async (rounds: number): Promise<void> => {
			for (let round = 0; round < rounds; round += 1) await ask(socketPath, "/events", lines);
		};
		await post(20);
		const beforeBytes = daemon.residentBytes();

		await post(100);

		// 10,000 events of over 20,000 bytes each were added.
		const grownBytes = daemon.residentBytes() - beforeBytes;
		assert.ok(grownBytes < 60_000_000, `${grownBytes} bytes`);
		assert.equal((await stuck.take(12_000)).length, 12_000);
	});
});
