import assert from "node:assert/strict";
import { test } from "node:test";
import { createProject, describeReporter } from "./reporter-contract.js";
import { VITEST_RUNNERS } from "./runners.js";

for (const runner of VITEST_RUNNERS) {
	describeReporter(runner);

	test(`${runner.title} tells of each run of a watched project`, { skip: runner.skip }, async (t) => {
		const project = await createProject(t, runner, {
			"a.spec.js": `${runner.head}test("fails", () => { throw new Error("no"); });`,
		});

		const [node, script = ""] = runner.command;
		project.start([node, script, "watch"]);
		const first = await project.session();
		project.write({ "a.spec.js": `${runner.head}test("passes", () => {});` });
		const second = await project.bus.waitFor({ match: "event_type~=_session$", since: first.event_id });

		assert.deepEqual([first.fields["conclusion"], second.fields["conclusion"]], ["failure", "success"]);
		assert.notEqual(first.fields["session_id"], second.fields["session_id"]);
	});

	test(`${runner.title} tells which project a failing test is of`, { skip: runner.skip }, async (t) => {
		const project = await createProject(t, runner, {
			"vitest.config.mjs": `export default { test: {
				reporters: ["default", "waitbus/reporters/vitest"],
				projects: [{ test: { name: "unit", include: ["*.spec.js"] } }],
			} };`,
			"a.spec.js":
				`${runner.head}describe("s", () => { beforeAll(() => { throw new Error("no hook"); }); test("t", () => {}); });`.replace(
					"describe,",
					"beforeAll, describe,",
				),
		});

		await project.run(runner.command);

		const { outcome, nodeid, project: name, message } = (await project.failure()).fields;
		assert.deepEqual([outcome, nodeid, name, message], ["error", "a.spec.js > s", "unit", "Error: no hook"]);
	});
}
