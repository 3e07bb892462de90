import assert from "node:assert/strict";
import { test } from "node:test";
import { createDeferred } from "../../../src/platform/deferred.js";
import { createHastyClock, openDocker, shortOf, startDocker } from "./docker-harness.js";
import { ID, isoTime, nowNs, startLyingEngine, toLine } from "./lying-engine.js";

const SECOND = 1_000_000_000n;

test("lines may come in pieces, also within a character", async (t) => {
	const engine = await startLyingEngine(t);
	const docker = await startDocker(t, engine);
	const line = Buffer.from(toLine({ action: "start", attributes: { team: "Zoë €" } }));
	const [inName, inSign] = [line.indexOf("ë") + 1, line.indexOf("€") + 2];

	await engine.say(line.subarray(0, inName), line.subarray(inName, inSign), line.subarray(inSign));

	const { fields } = await docker.heard({ action: "start" });
	assert.deepEqual(fields?.["labels"], { team: "Zoë €" });
});

test("what does not read, or is of no container, is passed over", async (t) => {
	const engine = await startLyingEngine(t);
	const docker = await startDocker(t, engine);
	const good = toLine({ action: "die", attributes: { exitCode: "0" } });

	await engine.say(
		"not JSON\n\n[]\nnull\n",
		`{"Type":"container","Action":"die"}\n`,
		good.replace(/"timeNano":\d+/, '"timeNano":9999999999999999999'),
		good.replace('"container"', '"image"'),
		`${good.slice(0, -2)},"x":"${"x".repeat(2 * 1024 * 1024)}"}\n`,
		good,
	);

	await docker.heard({ action: "die" });
	assert.equal(docker.events.length, 1);
});

test("an end without an exit code is a failure", async (t) => {
	const engine = await startLyingEngine(t);
	const docker = await startDocker(t, engine);

	await engine.say(toLine({ action: "die", attributes: { exitCode: "?" } }));

	const { fields } = await docker.heard({ action: "die" });
	assert.equal(fields?.["exit_code"], null);
	assert.equal(fields?.["conclusion"], "failure");
});

test("who was killed and by nobody is asked about, in case the Engine says nothing of memory", async (t) => {
	const engine = await startLyingEngine(t);
	const docker = await startDocker(t, engine);
	engine.containers = [{ state: { ExitCode: 137, OOMKilled: true } }];

	await engine.say(toLine({ action: "start" }), toLine({ action: "die", attributes: { exitCode: "137" } }));

	const { fields } = await docker.heard({ action: "die" });
	assert.equal(fields?.["oom"], true);
});

test("an Engine that refuses is down in its own words, and heard again when it answers", async (t) => {
	const engine = await startLyingEngine(t);
	engine.interrupt = ({ url = "" }, response) => {
		if (!url.startsWith("/events")) return false;
		response.statusCode = 500;
		response.end('{"message":"out of order"}');
		return true;
	};
	const docker = openDocker(t, { ...engine, clock: createHastyClock() });

	const health = await docker.reported("down");
	engine.interrupt = () => false;
	await docker.reported("up");

	assert.match(JSON.stringify(health), /it answers 500 \(out of order\)/);
});

test("a list of containers that does not read is asked for again", async (t) => {
	const engine = await startLyingEngine(t);
	engine.interrupt = ({ url = "" }, response) => {
		if (!url.startsWith("/containers")) return false;
		response.end("<html>");
		return true;
	};
	const docker = openDocker(t, { ...engine, clock: createHastyClock() });

	const health = await docker.reported("down");
	engine.interrupt = () => false;
	await docker.reported("up");

	assert.match(JSON.stringify(health), /its answer does not read/);
});

test("an Engine that hangs up at once is asked ever more seldom", async (t) => {
	const engine = await startLyingEngine(t);
	let streams = 0;
	const fifth = createDeferred<void>();
	engine.interrupt = ({ url = "" }, response) => {
		if (!url.startsWith("/events") || url.includes("until=")) return false;
		streams += 1;
		if (streams === 5) fifth.resolve();
		else response.end();
		return streams < 5;
	};
	const clock = createHastyClock(0);
	const docker = openDocker(t, { ...engine, clock });

	await fifth.promise;
	await engine.say(toLine({ action: "start" }));
	await docker.heard({ action: "start" });

	assert.deepEqual(clock.delaysMs, [1_000, 0, 1_000, 1_000, 1_000, 3_000, 1_000, 7_000]);
});

test("a stream that breaks within a line goes on where it was", async (t) => {
	const engine = await startLyingEngine(t);
	const docker = await startDocker(t, { ...engine, clock: createHastyClock() });
	const start = toLine({ action: "start", timeNs: nowNs() });
	const end = toLine({ action: "die", attributes: { exitCode: "4" }, timeNs: nowNs() + SECOND });
	engine.containers = [{ state: { ExitCode: 4, StartedAt: isoTime(nowNs()), FinishedAt: isoTime(nowNs()) } }];
	engine.memory = [start, end];

	await engine.say(start, end.slice(0, 80));
	await docker.heard({ action: "start" });
	engine.hangUp({ isBroken: true });

	await docker.heard({ action: "die" });
	assert.deepEqual(
		docker.events.map(({ fields }) => fields?.["action"]),
		["start", "die"],
	);
});

test("a container that is removed while nobody listens is a failure: nobody knows how it ended", async (t) => {
	const engine = await startLyingEngine(t);
	engine.containers = [{ state: { Running: true, StartedAt: isoTime(nowNs()) } }];
	const docker = await startDocker(t, { ...engine, clock: createHastyClock() });

	engine.containers = [];
	engine.hangUp();

	const { fields, summary } = await docker.heard({ action: "die" });
	assert.deepEqual([fields?.["exit_code"], fields?.["conclusion"]], [null, "failure"]);
	assert.equal(summary, "container web is gone, and nobody heard how it ended");
});

test("an end that the Engine gives no usable time for is told all the same", async (t) => {
	const engine = await startLyingEngine(t);
	engine.containers = [{ state: { Running: true, StartedAt: isoTime(nowNs()) } }];
	const docker = await startDocker(t, { ...engine, clock: createHastyClock() });

	engine.containers = [{ state: { ExitCode: 6, FinishedAt: "9999-01-01T00:00:00Z" } }];
	engine.hangUp();

	const { fields } = await docker.heard({ action: "die" });
	assert.equal(fields?.["exit_code"], 6);
});

test("a container that was started again while nobody listens has ended once", async (t) => {
	const engine = await startLyingEngine(t);
	const started = nowNs();
	engine.containers = [{ state: { Running: true, StartedAt: isoTime(started) } }];
	const docker = await startDocker(t, { ...engine, clock: createHastyClock() });

	engine.containers = [{ state: { Running: true, StartedAt: isoTime(started + SECOND) } }];
	engine.hangUp();
	await docker.heard({ action: "die", exit_code: null });
	await engine.say(toLine({ action: "die", attributes: { exitCode: "0" } }));

	await docker.heard({ action: "die", exit_code: 0 });
	assert.equal(docker.events.length, 2);
});

test("what ended before anybody asked is no news, and what ended since is", async (t) => {
	const engine = await startLyingEngine(t);
	const old = { id: "a".repeat(64), name: "old", state: ended(nowNs() - 60n * SECOND, 1) };
	engine.containers = [old];
	const clock = createHastyClock();
	const docker = await startDocker(t, { ...engine, clock });

	const late = { id: "b".repeat(64), name: "late", state: ended(nowNs() + 5n * SECOND, 5) };
	engine.containers = [old, late];
	clock.advance(10_000);
	engine.hangUp();

	await docker.heard({ container: "late" });
	assert.deepEqual(docker.events.map(shortOf), [
		{ action: "die", conclusion: "failure", exit_code: 5, oom: false, signal: null },
	]);
});

test("an Engine that is gone is down until its socket is back, and nothing is asked meanwhile", async (t) => {
	const engine = await startLyingEngine(t);
	const clock = createHastyClock();
	const docker = await startDocker(t, { ...engine, clock });

	await engine.stop();
	const health = await docker.reported("down");
	await clock.quiet(4);
	await engine.start();
	await docker.reported("up");

	assert.match(JSON.stringify(health), /no such file.*systemctl start docker/);
});

test("a socket that was left behind is no Engine", async (t) => {
	const engine = await startLyingEngine(t);
	const clock = createHastyClock();
	const docker = await startDocker(t, { ...engine, clock });

	await engine.stop();
	await engine.leaveSocket();
	await docker.reported("down");
	await clock.quiet(4);
	engine.removeSocket();
	await engine.start();

	await docker.reported("up");
});

test("an event that the store refuses is told by the next run", async (t) => {
	const engine = await startLyingEngine(t);
	const refusing = await startDocker(t, { ...engine, onEmit: () => Promise.reject(new Error("disk full")) });
	const end = toLine({ action: "die", attributes: { exitCode: "0" } });
	engine.memory = [end];

	await engine.say(end);
	const error = await refusing.ended();
	const docker = await startDocker(t, { ...engine, memory: refusing.memory });

	assert.match(String(error), /disk full/);
	assert.equal((await docker.heard({ action: "die" })).fields?.["id"], ID);
});

test("after a longer absence in good order it begins anew", async (t) => {
	const engine = await startLyingEngine(t);
	const first = await startDocker(t, engine);
	await first.stop();
	engine.memory = [toLine({ action: "die", attributes: { exitCode: "0" } })];
	const clock = createHastyClock();
	clock.advance(3_600_000);

	const second = await startDocker(t, { ...engine, memory: first.memory, clock });
	await engine.say(toLine({ action: "start" }));

	await second.heard({ action: "start" });
	assert.equal(second.events.length, 1);
});

function ended(timeNs: bigint, exitCode: number) {
	return { ExitCode: exitCode, StartedAt: isoTime(timeNs - SECOND), FinishedAt: isoTime(timeNs) };
}
