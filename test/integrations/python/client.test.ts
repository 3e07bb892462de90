import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { makeBusDirectories } from "../../support/bus-directories.js";
import { startDaemon } from "../../support/daemon-process.js";
import { connectTo, numbered } from "../../support/open-bus.js";
import { findPython, PACKAGE_FOLDER, withPackages } from "./interpreter.js";
import { makeCommand, Python } from "./python-process.js";

const interpreter = findPython();
const python = new Python(interpreter);
const typed = findPython("mypy", "pytest");
// Beyond 2^53, where a double has only every 256th number.
const EXACT_NS = 1_795_396_762_399_530_401n;

describe("the client in Python", { skip: interpreter.skip }, () => {
	test("waits for what TypeScript emits, and reads its time exactly", async (t) => {
		const daemon = await startDaemon(t);
		const waiting = python.start(
			t,
			`event = waitbus.wait_for("n=7", source="test", on_armed=lambda *_: print("armed", flush=True))
print(event.received_at, event.fields["n"], event.verdict)`,
			daemon,
		);
		await waiting.wrote(/armed/);

		await connectTo(t, daemon).emitBatch([numbered(6), { ...numbered(7), received_at: EXACT_NS }]);

		assert.equal((await waiting.result).stdout, `armed\n${EXACT_NS} 7 none\n`);
	});

	test("emits what TypeScript waits for, with its time exact and its delivery id once", async (t) => {
		const daemon = await startDaemon(t);
		const bus = connectTo(t, daemon);
		const wait = bus.waitFor({ source: "test", match: "conclusion=failure", since: "start" });

		const outcomes = await python.run(
			t,
			`import json
draft = {"source": "test", "event_type": "ended", "delivery_id": "one", "received_at": ${EXACT_NS},
    "fields": {"conclusion": "failure", "text": "caf\\u00e9 \\U0001f600"}, "payload": {"deep": [1, None]}}
first, second = waitbus.emit(draft), waitbus.emit(draft)
with waitbus.connect() as bus: event, payload = bus.get(first.event_id)
print(json.dumps([first.outcome, second.outcome, first.event_id == second.event_id, event.delivery_id, payload]))`,
			daemon,
		);

		const { received_at, fields } = await wait;
		assert.deepEqual(outcomes, ["committed", "duplicate", true, "one", { deep: [1, null] }]);
		assert.deepEqual([received_at, fields["text"]], [EXACT_NS, "café 😀"]);
	});

	for (const [what, loop] of [
		["a stream", `for event in waitbus.subscribe(source="test", since="start"): show(event)`],
		[
			"a stream on asyncio",
			`async def main():
    async with waitbus.asubscribe(source="test", since="start") as stream:
        async for event in stream: show(event)
asyncio.run(main())`,
		],
	] as const) {
		test(`${what} goes on across kill -9 of the daemon, without a gap or a repetition`, async (t) => {
			const daemon = await startDaemon(t);
			const bus = connectTo(t, daemon);
			await bus.emitBatch([numbered(1), numbered(2)]);
			const reading = python.start(
				t,
				`import asyncio\ndef show(event): print(event.fields["n"], flush=True)\n${loop}`,
				daemon,
			);
			await reading.printed(2);
			await bus.emit(numbered(3));
			await reading.printed(3);

			await daemon.kill9();
			await daemon.restart();
			await connectTo(t, daemon).emitBatch([numbered(4), numbered(5)]);

			assert.deepEqual(await reading.printed(5), ["1", "2", "3", "4", "5"]);
		});
	}

	test("a composed wait goes on across a restart of the daemon from where it began", async (t) => {
		const daemon = await startDaemon(t);
		const waiting = python.start(
			t,
			`outcome = waitbus.wait(all_of=["test:n=1", "test:n=2"], on_armed=lambda *_: print("armed", flush=True))
print(outcome.reason, outcome.verdict, [event.fields["n"] for event in outcome.events])`,
			daemon,
		);
		await waiting.printed(1);
		await connectTo(t, daemon).emit(numbered(1));

		await daemon.stop();
		await daemon.restart();
		await connectTo(t, daemon).emit(numbered(2));

		assert.equal((await waiting.result).stdout, "armed\narmed\nmatched none [1, 2]\n");
	});

	test("emits that are under way when the daemon is killed are each stored once", async (t) => {
		const daemon = await startDaemon(t);
		const emitting = python.start(
			t,
			`with waitbus.connect() as bus:
    for n in range(400):
        bus.emit({"source": "test", "event_type": "numbered", "fields": {"n": n}})
        print(n, flush=True)`,
			{ ...daemon, commandPath: makeCommand(t) },
		);
		await emitting.printed(20);

		await daemon.kill9();
		await emitting.result;

		const { events } = await connectTo(t, daemon).query({ source: "test" }, { limit: 1_000 });
		assert.deepEqual(
			events.map(({ fields }) => fields["n"]),
			Array.from({ length: 400 }, (_, n) => n),
		);
	});

	test("a request has the replies of another process, the first of them as its answer", async (t) => {
		const daemon = await startDaemon(t);
		const responder = python.start(
			t,
			`with waitbus.subscribe(to="reviewer", event_type="agent_message") as inbox:
    print("listening", flush=True)
    message = inbox.next(timeout=60)
    waitbus.respond(message, "reading")
    print(waitbus.respond(message, "looks good").outcome, flush=True)`,
			daemon,
		);
		await responder.wrote(/listening/);

		const asked = await python.run(
			t,
			`import json
first = waitbus.request("reviewer", "please look", sender="author", thread="t1", timeout=60)
asked = f"msg_correlation_id={first.fields['msg_correlation_id']}"
second = waitbus.wait_for(asked, to="author", since=first.event_id, timeout=60)
print(json.dumps([[reply.fields[key] for key in ("msg_body", "msg_from", "msg_to", "msg_thread")]
    for reply in (first, second)]))`,
			daemon,
		);

		assert.deepEqual(asked, [
			["reading", "reviewer", "author", "t1"],
			["looks good", "reviewer", "author", "t1"],
		]);
		assert.match((await responder.result).stdout, /^committed$/m);
	});

	test("starts the daemon when none runs and the waitbus command is on PATH", async (t) => {
		const directories = makeBusDirectories(t);

		const outcome = await python.run(
			t,
			`import json, os
result = waitbus.emit({"source": "test", "event_type": "x"})
try: children = os.waitpid(-1, os.WNOHANG)
except ChildProcessError: children = None
with waitbus.connect(autostart=False) as bus: print(json.dumps([result.outcome, bus.status()["events"], children]))`,
			{ ...directories, commandPath: makeCommand(t) },
		);

		assert.deepEqual(outcome, ["committed", 1, null]);
	});

	for (const [why, env, hasCommand] of [
		["WAITBUS_AUTOSTART is 0", { WAITBUS_AUTOSTART: "0" }, true],
		["there is no waitbus command", { PATH: "/nonexistent" }, false],
	] as const) {
		test(`starts none when ${why}, and says so with a code and a hint`, async (t) => {
			const directories = makeBusDirectories(t);
			const refused = await python.run(
				t,
				`import json
try: waitbus.wait_for("n=1")
except ConnectionError as error: print(json.dumps([error.code, error.hint, error.args[0]]))`,
				{
					env: { ...directories.env, ...env },
					...(hasCommand ? { commandPath: makeCommand(t) } : {}),
				},
			);

			assert.deepEqual(refused, [
				"DAEMON_UNREACHABLE",
				"Start it with: waitbus serve",
				`Cannot connect to "${directories.socketPath}": no such file`,
			]);
		});
	}

	test("a refusal has its code, and leaves the connection as it was", async (t) => {
		const daemon = await startDaemon(t);

		const codes = await python.run(
			t,
			`import json
bus, codes = waitbus.connect(), []
for call in (
    lambda: bus.wait_for("nonsense"),
    lambda: bus.wait_for(sources="test"),
    lambda: bus.wait_for("n=1", source="test", timeout=0.05),
    lambda: bus.emit({"source": "Not A Name", "event_type": "x"}),
    lambda: bus.emit({"source": "test", "event_type": "x", "fields": {"n": float("nan")}}),
    lambda: bus.get("01J0000000000000000000000A"),
    lambda: bus.respond(bus.get(bus.emit({"source": "test", "event_type": "x"}).event_id)[0], "hello"),
    lambda: (bus.close(), bus.status()),
):
    try: call()
    except waitbus.BusError as error: codes.append(error.code)
print(json.dumps(codes))`,
			daemon,
		);

		assert.deepEqual(codes, [
			"MATCHER_INVALID",
			"REQUEST_INVALID",
			"WAIT_TIMED_OUT",
			"EVENT_INVALID",
			"REQUEST_INVALID",
			"EVENT_NOT_FOUND",
			"REQUEST_INVALID",
			"CLIENT_CLOSED",
		]);
	});

	test("a child after a fork talks to the bus on a connection of its own", async (t) => {
		const daemon = await startDaemon(t);

		const sources = await python.run(
			t,
			`import json, os
with waitbus.connect() as bus:
    bus.emit({"source": "parent", "event_type": "x"})
    child = os.fork()
    if child == 0:
        bus.emit({"source": "child", "event_type": "x"})
        os._exit(0)
    os.waitpid(child, 0)
    bus.emit({"source": "parent", "event_type": "y"})
    print(json.dumps([event.source for event in bus.query().events]))`,
			daemon,
		);

		assert.deepEqual(sources, ["parent", "child", "parent"]);
	});

	test("a stream that another thread closes ends its loop", async (t) => {
		const daemon = await startDaemon(t);
		const reading = python.start(
			t,
			`import threading
stream = waitbus.subscribe(source="test")
threading.Timer(0.05, stream.close).start()
print("reading", flush=True)
print([event.fields for event in stream])`,
			daemon,
		);

		assert.equal((await reading.result).stdout, "reading\n[]\n");
	});

	test("its types and those of the pytest plugin hold under mypy --strict", { skip: typed.skip }, () => {
		const { status, stdout } = spawnSync(
			typed.command,
			["-m", "mypy", "--python-version", "3.9", "--cache-dir", "/dev/null", "waitbus", "waitbus_pytest"],
			{ cwd: PACKAGE_FOLDER, env: withPackages(process.env), encoding: "utf8" },
		);

		assert.deepEqual(
			[stdout.trim().split("\n").at(-1)?.replace(/\d+/, "N"), status],
			["Success: no issues found in N source files", 0],
		);
	});
});
