import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, test } from "node:test";
import { startDaemon } from "../../support/daemon-process.js";
import { connectTo } from "../../support/open-bus.js";
import { Gate } from "../../support/processes.js";
import { distributed, interpreter, listen, pick, PytestProject, runAndListen } from "./pytest-project.js";

const VERDICT = ["conclusion", "exit_status", "exit_name"] as const;
const COUNTS = ["passed", "failed", "errors", "skipped", "xfailed", "xpassed", "deselected"] as const;

describe("the pytest plugin", { skip: interpreter.skip }, () => {
	test("tells how a run ended, with everything that pytest counts", async (t) => {
		const { session, summary, tests, result } = await runAndListen(
			t,
			{
				"test_all.py": `import pytest
def test_passes(): pass
@pytest.mark.skip(reason="not now")
def test_is_skipped(): pass
@pytest.mark.xfail
def test_fails_as_expected(): assert False
@pytest.mark.xfail
def test_passes_unexpectedly(): pass
def test_is_deselected(): pass`,
			},
			["--deselect", "test_all.py::test_is_deselected"],
		);

		assert.deepEqual([result.code, result.stderr], [0, ""]);
		assert.deepEqual(pick(session, ...VERDICT), ["success", 0, "ok"]);
		assert.deepEqual(pick(session, ...COUNTS), [1, 0, 0, 1, 1, 1, 1]);
		assert.match(summary, /^pytest: 1 passed, 1 skipped, 1 deselected, 1 xfailed, 1 xpassed in \d\.\d\d s$/);
		assert.deepEqual(tests, []);
	});

	test("says what was run, where and on which commit", async (t) => {
		const daemon = await startDaemon(t);
		const project = new PytestProject(t, { "test_one.py": "def test_one(): pass" });
		const git = (...args: readonly string[]): string =>
			execFileSync("git", ["-C", project.folder, "-c", "user.name=t", "-c", "user.email=t@t", ...args], {
				encoding: "utf8",
				stdio: ["ignore", "pipe", "ignore"],
			}).trim();
		git("init", "--initial-branch", "topic");
		git("commit", "--allow-empty", "--message", "first");

		await project.run(["-q", "test_one.py"], daemon);

		const { session } = await listen(connectTo(t, daemon));
		assert.deepEqual(pick(session, "rootdir", "head_sha", "head_branch"), [
			project.folder,
			git("rev-parse", "HEAD"),
			"topic",
		]);
		assert.deepEqual((session["args"] as readonly string[]).slice(-2), ["-q", "test_one.py"]);
		assert.match(pick(session, "python_version", "pytest_version").join(" "), /^3\.\d+\.\d+\S* \d+\.\d+/);
		assert.ok(Number(session["duration_s"]) > 0);
	});

	test("tells of a failing test while the others still run", async (t) => {
		const daemon = await startDaemon(t);
		const gate = new Gate(t);
		const project = new PytestProject(t, {
			"test_live.py": `def test_fails():
    assert False, "\\x1b[31mred\\x1b[0m"
def test_waits(): open(${JSON.stringify(gate.path)}).readline()`,
		});
		const hearing = connectTo(t, daemon).waitFor({ source: "pytest", since: "start" });

		const run = project.start([], daemon);
		const { fields, summary, delivery_id } = await hearing;

		assert.equal(run.child.exitCode, null);
		gate.open();
		assert.equal((await run.result).code, 1);
		assert.deepEqual(
			pick(fields, "event_type", "conclusion", "nodeid", "outcome", "phase", "path", "lineno"),
			[
				"pytest_test",
				"failure",
				"test_live.py::test_fails",
				"failed",
				"call",
				`${project.folder}/test_live.py`,
				2,
			],
		);
		assert.equal(fields["message"], "AssertionError: red\nassert False");
		assert.equal(summary, "test_live.py::test_fails failed: AssertionError: red");
		assert.equal(delivery_id, `pytest:${String(fields["session_id"])}:call:test_live.py::test_fails`);
	});

	test("tells of each phase that breaks, and of each failure of one test", async (t) => {
		const { session, tests } = await runAndListen(t, {
			"test_phases.py": `import pytest
@pytest.fixture
def no_setup(): raise ValueError("no setup")
@pytest.fixture
def no_teardown():
    yield
    raise ValueError("no teardown")
def test_setup(no_setup): pass
def test_teardown(no_teardown): pass
def test_twice(): assert False, "twice"`,
			// As plugins for subtests do it.
			"conftest.py": `def pytest_runtest_logreport(report):
    if report.failed and report.when == "call" and not hasattr(report, "again"):
        report.again = True
        import conftest
        conftest.config.hook.pytest_runtest_logreport(report=report)
def pytest_configure(config):
    import conftest
    conftest.config = config`,
		});

		assert.deepEqual(pick(session, ...COUNTS), [1, 2, 2, 0, 0, 0, 0]);
		assert.deepEqual(
			tests.map((fields) => pick(fields, "nodeid", "phase", "outcome", "message")),
			[
				["test_phases.py::test_setup", "setup", "error", "ValueError: no setup"],
				["test_phases.py::test_teardown", "teardown", "error", "ValueError: no teardown"],
				["test_phases.py::test_twice", "call", "failed", "AssertionError: twice\nassert False"],
				["test_phases.py::test_twice", "call", "failed", "AssertionError: twice\nassert False"],
			],
		);
	});

	test("carries a thousand tests as one event, and a thousand failures as a thousand in order", async (t) => {
		const daemon = await startDaemon(t);
		const bus = connectTo(t, daemon);
		const project = new PytestProject(t, {
			"test_many.py": `import pytest
@pytest.mark.parametrize("n", range(1000))
def test_passes(n): pass
@pytest.mark.parametrize("n", range(1000))
def test_fails(n): assert False, "x" * 1000`,
		});

		await project.run(["-q", "--tb=no"], daemon);

		const { session, tests } = await listen(bus);
		assert.deepEqual(pick(session, ...COUNTS), [1000, 1000, 0, 0, 0, 0, 0]);
		assert.deepEqual(
			tests.map(({ nodeid }) => nodeid),
			Array.from({ length: 1000 }, (_, n) => `test_many.py::test_fails[${n}]`),
		);
	});

	test("a test that replaces what the plugin would use does not keep it from telling", async (t) => {
		const { session, tests } = await runAndListen(t, {
			"test_patched.py": `import json, os
def test_fails(monkeypatch):
    monkeypatch.setattr(os, "getpid", lambda: 1)
    monkeypatch.setattr(os, "write", None)
    monkeypatch.setattr(json, "dumps", None)
    assert False`,
		});

		assert.equal(tests.length, 1);
		assert.deepEqual(pick(session, ...VERDICT), ["failure", 1, "tests_failed"]);
	});

	test("a child that a test leaves behind, and a run within a test, say nothing of their own", async (t) => {
		const { session, tests } = await runAndListen(t, {
			"test_outer.py": `import os, subprocess, sys
def test_run_within():
    inner = [sys.executable, "-m", "pytest", "-p", "waitbus_pytest", "-p", "no:cacheprovider", "inner.py"]
    assert subprocess.run(inner).returncode == 1
def test_forks():
    child = os.fork()
    if child == 0: raise SystemExit(3)
    os.waitpid(child, 0)`,
			"inner.py": "def test_fails(): assert False",
		});

		assert.deepEqual(pick(session, "passed", "failed", "exit_name"), [2, 0, "ok"]);
		assert.deepEqual(tests, []);
	});

	test("with pytest-xdist the controller tells, and a worker that crashes is a failed test", {
		skip: distributed.skip,
	}, async (t) => {
		const { session, tests } = await runAndListen(
			t,
			{
				"test_distributed.py": `import os, pytest
@pytest.mark.parametrize("n", range(20))
def test_passes(n): pass
def test_fails(): assert 1 == 2
def test_takes_its_worker_down(): os._exit(3)`,
			},
			["-n", "2"],
		);

		assert.deepEqual(pick(session, "passed", "failed", "deselected", "exit_name"), [
			20,
			2,
			undefined,
			"tests_failed",
		]);
		assert.deepEqual(
			tests
				.map((fields) => pick(fields, "nodeid", "phase", "outcome"))
				.toSorted((a, b) => String(a[0]).localeCompare(String(b[0]))),
			[
				["test_distributed.py::test_fails", "call", "failed"],
				["test_distributed.py::test_takes_its_worker_down", "crash", "failed"],
			],
		);
		assert.match(String(tests.find(({ phase }) => phase === "crash")?.["message"]), /crashed while running/);
		assert.match(String(tests.find(({ phase }) => phase === "call")?.["worker_id"]), /^gw\d$/);
	});
});
