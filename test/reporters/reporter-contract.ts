/** What holds for the reporter of every runner, tried in the real one. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { GATE, TestProject } from "../support/test-project.js";
import type { Runner } from "./runners.js";

const FAILS = 'test("fails", () => { throw new Error("no"); });\n';
const PASSES = 'test("passes", () => {});\n';
const WAITS = 'test("waits", gate, 60_000);\n';

export async function createProject(
	t: TestContext,
	{ packages, files: own }: Runner,
	files: Readonly<Record<string, string>>,
): Promise<TestProject> {
	const project = await TestProject.create(t, { packages });
	project.write({ ...own, ...files });
	return project;
}

export function describeReporter(runner: Runner): void {
	const { source, command, head } = runner;

	describe(`the reporter of ${runner.title}`, { skip: runner.skip }, () => {
		test("tells that a run has passed", async (t) => {
			const project = await createProject(t, runner, { "a.spec.js": head + PASSES });

			const { code, stdout, stderr } = await project.run(command);

			assert.deepEqual([code, (stdout + stderr).includes("waitbus:")], [0, false], stdout + stderr);
			const [session, ...others] = await project.told();
			assert.deepEqual(others, []);
			const { duration_s, session_id, ...fields } = session?.fields ?? {};
			assert.deepEqual([typeof duration_s, typeof session_id], ["number", "string"]);
			assert.deepEqual(fields, {
				source,
				event_type: `${source}_session`,
				status: "completed",
				conclusion: "success",
				passed: 1,
				failed: 0,
				skipped: 0,
				errors: 0,
				flaky: 0,
				rootdir: project.folder,
			});
		});

		test("tells of a failing test where it is and what it says, and counts the others", async (t) => {
			const project = await createProject(t, runner, {
				"a.spec.js": `${head}describe("a cart", () => { describe("with goods", () => {
					test("knows its price", () => {
						throw new RangeError("a price\\nwith \\u001b[31mcolour");
					});
				}); });\n${PASSES}test.skip("ships", () => {});`,
			});

			const { code } = await project.run(command);

			assert.equal(code, 1);
			const [failure, session, ...others] = await project.told();
			assert.deepEqual(others, []);
			const { duration_s, session_id, lineno, ...fields } = failure?.fields ?? {};
			assert.equal(typeof duration_s, "number");
			assert.deepEqual(fields, {
				source,
				event_type: `${source}_test`,
				status: "completed",
				conclusion: "failure",
				outcome: "failed",
				nodeid: "a.spec.js > a cart > with goods > knows its price",
				path: join(project.folder, "a.spec.js"),
				message: "RangeError: a price\nwith colour",
			});
			assert.equal(lineno, head.split("\n").length + 2);
			const { passed, failed, skipped, conclusion } = session?.fields ?? {};
			assert.deepEqual([conclusion, passed, failed, skipped], ["failure", 1, 1, 1]);
			assert.equal(session?.fields["session_id"], session_id);
		});

		test("tells of a failure while the run goes on", async (t) => {
			const project = await createProject(t, runner, { "a.spec.js": head + GATE + FAILS + WAITS });

			const run = project.start(command);
			const failure = await project.failure();
			project.gate.open();
			const { code } = await run.result;

			assert.deepEqual([code, failure.fields["nodeid"]], [1, "a.spec.js > fails"]);
			assert.equal((await project.told()).length, 2);
		});

		test("tells of a file that cannot be loaded as an error", async (t) => {
			const project = await createProject(t, runner, {
				"a.spec.js": `${head}throw new TypeError("not this file");`,
				"b.spec.js": head + PASSES,
			});

			const { code } = await project.run(command);

			assert.equal(code, 1);
			const events = await project.told();
			const { outcome, nodeid, message } = events[0]?.fields ?? {};
			assert.deepEqual([outcome, nodeid], ["error", "a.spec.js"]);
			assert.match(String(message), /^(TypeError: )?not this file/);
			const { conclusion, failed, errors } = events.at(-1)?.fields ?? {};
			assert.deepEqual([conclusion, failed, errors], ["failure", 0, 1]);
		});

		const { withoutTests } = runner;
		test("tells of a run that finds no test", {
			skip: withoutTests === undefined && "Jest asks no reporter then",
		}, async (t) => {
			const project = await createProject(t, runner, {});

			const { code } = await project.run(command);

			const { conclusion, passed } = (await project.session()).fields;
			assert.deepEqual([code, conclusion, passed], [withoutTests?.code, withoutTests?.conclusion, 0]);
		});

		test("tells of a run in which every test is skipped as neither success nor failure", async (t) => {
			const project = await createProject(t, runner, { "a.spec.js": `${head}test.skip("later", () => {});` });

			const { code } = await project.run(command);

			const { conclusion, skipped } = (await project.session()).fields;
			assert.deepEqual([code, conclusion, skipped], [0, "neutral", 1]);
		});

		test("tells of a run that stops after the first failure", async (t) => {
			const project = await createProject(t, runner, {
				"a.spec.js": head + FAILS,
				"b.spec.js": head + FAILS,
			});

			const { code } = await project.run([...command, runner.bail]);

			const { conclusion } = (await project.session()).fields;
			assert.deepEqual([code, conclusion], [1, "failure"]);
		});

		test("counts a test that fails and then passes as passed", async (t) => {
			const flaky =
				'let n = 0; const fs = process.getBuiltinModule("node:fs");\ntest("settles", () => { if (!fs.existsSync("tried")) { fs.writeFileSync("tried", ""); throw new Error("not yet"); } });';
			const project = await createProject(t, runner, {
				"a.spec.js": head + flaky,
				"retry.cjs": "jest.retryTimes(1);",
			});

			const { code } = await project.run([...command, runner.retry]);

			const { conclusion, passed, failed, flaky: count } = (await project.session()).fields;
			assert.deepEqual([code, conclusion, passed, failed, count], [0, "success", 1, 0, 1]);
		});

		for (const signal of ["SIGINT", "SIGKILL"] as const) {
			test(`tells that a run has been cancelled by ${signal}, with what it knew`, async (t) => {
				const project = await createProject(t, runner, { "a.spec.js": head + GATE + FAILS + WAITS });

				const run = project.start(command);
				await project.failure();
				run.kill(signal);
				await run.result;
				project.gate.open();

				const { conclusion, passed } = (await project.session()).fields;
				assert.deepEqual([conclusion, passed], ["cancelled", 0]);
			});
		}

		test("does not hold up or change a run when there is no bus", async (t) => {
			const project = await createProject(t, runner, { "a.spec.js": head + FAILS });

			const { code, stderr } = await project.runWithoutBus(t, command);

			assert.equal(code, 1);
			const complaints = stderr.split("\n").filter((line) => line.startsWith("waitbus:"));
			assert.equal(complaints.length, 1, stderr);
			assert.match(
				complaints[0] ?? "",
				/^waitbus: Cannot tell the bus about this test run: .* \[DAEMON_UNREACHABLE\]$/,
			);
		});

		test("says which part of the tests it was", async (t) => {
			const project = await createProject(t, runner, {
				"a.spec.js": head + PASSES,
				"b.spec.js": head + PASSES,
			});

			await project.run([...command, "--shard=1/2"]);

			const { shard, passed } = (await project.session()).fields;
			assert.deepEqual([shard, passed], ["1/2", 1]);
		});
	});
}
