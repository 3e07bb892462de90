import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startDaemon } from "../../support/daemon-process.js";
import { connectTo } from "../../support/open-bus.js";
import { Gate } from "../../support/processes.js";
import { interpreter, listen, pick, PytestProject, runAndListen } from "./pytest-project.js";

const VERDICT = ["conclusion", "exit_status", "exit_name"] as const;

describe("the end of a run of pytest", { skip: interpreter.skip }, () => {
	for (const { what, files, args = [], code, verdict } of [
		{
			what: "-x after the first failure",
			files: { "test_x.py": "def test_a(): assert False\ndef test_b(): assert False" },
			args: ["-x"],
			code: 1,
			verdict: ["failure", 1, "tests_failed"],
		},
		{
			what: "no test at all",
			files: { "test_x.py": "" },
			code: 5,
			verdict: ["failure", 5, "no_tests_collected"],
		},
		{
			what: "tests that are all skipped",
			files: { "test_x.py": "import pytest\n@pytest.mark.skip\ndef test_a(): pass" },
			code: 0,
			verdict: ["neutral", 0, "ok"],
		},
		{
			what: "a path that does not exist",
			files: {},
			args: ["nowhere.py"],
			code: 4,
			verdict: ["failure", 4, "usage_error"],
		},
		{
			what: "pytest.exit in a test",
			files: { "test_x.py": "import pytest\ndef test_a(): pytest.exit('enough')" },
			code: 2,
			verdict: ["cancelled", 2, "interrupted"],
		},
		{
			what: "an error within pytest",
			files: {
				"test_x.py": "def test_a(): pass",
				"conftest.py": "def pytest_runtest_protocol(item): raise ValueError('broken plugin')",
			},
			code: 3,
			verdict: ["failure", 3, "internal_error"],
		},
		{
			what: "a plugin that changes the exit status",
			files: {
				"test_x.py": "def test_a(): pass",
				"conftest.py": "def pytest_sessionfinish(session): session.exitstatus = 7",
			},
			code: 7,
			verdict: ["failure", 7, undefined],
		},
		{
			what: "a plugin that ends the process",
			files: {
				"test_x.py": "def test_a(): assert False",
				"conftest.py": "import os\ndef pytest_sessionfinish(session): os._exit(int(session.exitstatus))",
			},
			code: 1,
			verdict: ["failure", 1, "tests_failed"],
		},
	] as const) {
		test(`by ${what} is told as pytest says it`, async (t) => {
			const { result, session } = await runAndListen(t, files, args);

			assert.equal(result.code, code);
			assert.doesNotMatch(result.stderr, /waitbus/);
			assert.deepEqual(pick(session, ...VERDICT), verdict);
		});
	}

	test("by what cannot be collected is a failure, and names it", async (t) => {
		const { session, tests } = await runAndListen(t, { "test_x.py": "import nowhere_to_be_found" });

		assert.deepEqual(pick(session, ...VERDICT), ["failure", 2, "interrupted"]);
		assert.deepEqual(pick(session, "errors", "passed"), [1, 0]);
		assert.deepEqual(
			tests.map((fields) => pick(fields, "nodeid", "phase", "outcome", "message")),
			[["test_x.py", "collect", "error", "ModuleNotFoundError: No module named 'nowhere_to_be_found'"]],
		);
	});

	test("by Ctrl-C is told as cancelled", async (t) => {
		const daemon = await startDaemon(t);
		const gate = new Gate(t);
		const run = new PytestProject(t, {
			"test_x.py": `def test_fails(): assert False\ndef test_waits(): open(${JSON.stringify(gate.path)}).readline()`,
		}).start([], daemon);
		const bus = connectTo(t, daemon);
		await bus.waitFor({ source: "pytest", since: "start" });

		run.kill("SIGINT");

		assert.equal((await run.result).code, 2);
		assert.deepEqual(pick((await listen(bus)).session, ...VERDICT, "failed"), [
			"cancelled",
			2,
			"interrupted",
			1,
		]);
	});

	for (const [what, code] of [
		["os._exit in a test", "import os; os._exit(0)"],
		["a segmentation fault", "import ctypes; ctypes.string_at(0)"],
	] as const) {
		test(`by ${what} is told as a crash, with the test that ran`, async (t) => {
			const { session, summary } = await runAndListen(t, {
				"test_x.py": `def test_passes(): pass\ndef test_crashes(): ${code}`,
			});

			assert.deepEqual(pick(session, ...VERDICT, "passed", "running"), [
				"failure",
				undefined,
				"crashed",
				1,
				"test_x.py::test_crashes",
			]);
			assert.match(summary, /^pytest: crashed, 1 passed in .* s, while running test_x\.py::test_crashes$/);
		});
	}

	test("is told as it was even when a test closes what it is told by", async (t) => {
		const daemon = await startDaemon(t);
		const project = new PytestProject(t, {
			"test_x.py": `import os
def test_closes():
    for fd in range(3, 256):
        try:
            if os.readlink(f"/proc/self/fd/{fd}").startswith("pipe:"): os.close(fd)
        except OSError: pass`,
		});

		const { code, stderr } = await project.run([], daemon);

		assert.equal(code, 0);
		assert.match(stderr, /^waitbus: this run is not wholly on the bus: OSError: /m);
		assert.deepEqual(pick((await listen(connectTo(t, daemon))).session, ...VERDICT), ["success", 0, "ok"]);
	});

	test("by kill -9 is told at once, even when a child of a test lives on", async (t) => {
		const daemon = await startDaemon(t);
		const gate = new Gate(t);
		const run = new PytestProject(t, {
			"test_x.py": `import os
def test_fails(): assert False
def test_waits():
    os.fork()
    open(${JSON.stringify(gate.path)}).readline()`,
		}).start(["-s"], daemon);
		const bus = connectTo(t, daemon);
		await bus.waitFor({ source: "pytest", since: "start" });

		run.kill("SIGKILL");

		const { session } = await listen(bus);
		// Lets the child go, which holds everything open that was pytest's.
		gate.open();
		assert.deepEqual(pick(session, ...VERDICT, "failed"), ["failure", undefined, "crashed", 1]);
		await run.result;
	});
});
