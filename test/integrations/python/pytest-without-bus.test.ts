import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { makeBusDirectories } from "../../support/bus-directories.js";
import { startDaemon } from "../../support/daemon-process.js";
import { connectTo } from "../../support/open-bus.js";
import { Gate } from "../../support/processes.js";
import { interpreter, listen, pick, PytestProject } from "./pytest-project.js";
import { makeCommand } from "./python-process.js";

const FAILING = { "test_x.py": "def test_passes(): pass\ndef test_fails(): assert False" };

describe("a run of pytest", { skip: interpreter.skip }, () => {
	test("without daemon and waitbus command is as it would be, but for one line at its end", async (t) => {
		const { env } = makeBusDirectories(t, { env: { PATH: "/usr/bin:/bin" } });
		const project = new PytestProject(t, FAILING);

		const bare = await project.run([], { env, plugin: [] });
		const { code, stdout, stderr } = await project.run([], { env });

		const withoutTime = (text: string): string => text.replace(/ in \d+\.\d+s /, " ");
		assert.deepEqual([code, withoutTime(stdout)], [bare.code, withoutTime(bare.stdout)]);
		assert.match(
			stderr,
			/^waitbus: this run is not on the bus: Cannot connect to ".*": no such file \[DAEMON_UNREACHABLE\] \(Start it with: waitbus serve\)\n$/,
		);
	});

	test("starts the daemon when there is none", async (t) => {
		const directories = makeBusDirectories(t);
		const project = new PytestProject(t, FAILING);

		const { stderr } = await project.run([], { ...directories, commandPath: makeCommand(t) });

		const again = await project.run([], directories);
		assert.deepEqual([stderr, again.stderr], ["", ""]);
	});

	test("ends as it would when the bus dies meanwhile, and is told once it is back", async (t) => {
		const daemon = await startDaemon(t);
		const gate = new Gate(t);
		const project = new PytestProject(t, {
			"test_x.py": `def test_fails(): assert False
def test_waits(): open(${JSON.stringify(gate.path)}).readline()
def test_fails_too(): assert False`,
		});
		const run = project.start([], daemon);
		await connectTo(t, daemon).waitFor({ source: "pytest", since: "start" });

		await daemon.kill9();
		gate.open();

		const { code, stderr } = await run.result;
		assert.equal(code, 1);
		assert.match(stderr, /^waitbus: this run is not on the bus yet; it goes on trying for a minute\n$/);
		await daemon.restart();
		const { session, tests } = await listen(connectTo(t, daemon));
		assert.deepEqual(pick(session, "conclusion", "failed", "passed"), ["failure", 2, 1]);
		assert.deepEqual(
			tests.map(({ nodeid }) => nodeid),
			["test_x.py::test_fails", "test_x.py::test_fails_too"],
		);
	});
});
