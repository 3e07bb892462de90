import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { GATE, TestProject } from "../support/test-project.js";

const REPORTERS = [
	"--test-reporter=spec",
	"--test-reporter-destination=stdout",
	"--test-reporter=waitbus/reporters/node",
	"--test-reporter-destination=stderr",
];
const NODE_TEST = [process.execPath, "--test", ...REPORTERS] as const;

const HEAD = 'import { describe, it, test } from "node:test"; import assert from "node:assert/strict";\n';
const PASSING = `${HEAD}test("adds", () => {});`;
const MIXED = `${HEAD}
describe("a cart", () => {
	it("adds up", () => {});
	it("knows its price", () => {
		throw new RangeError("a price\\nwith \\u001b[31mcolour");
	});
	it.skip("ships", () => {});
});
test("pays", async (t) => { await t.test("by card", () => { throw new Error("declined"); }); });
`;

const heldBack = {
	skip: process.version.startsWith("v20.") ? "Node 20 reports one file after the other" : false,
};

describe("the reporter of node:test", () => {
	test("tells that a run has passed, and leaves the output to the other reporter", async (t) => {
		const project = await TestProject.create(t);
		project.write({ "a.test.mjs": PASSING });

		const { code, stdout, stderr } = await project.run(NODE_TEST);

		assert.deepEqual([code, stderr], [0, ""]);
		assert.match(stdout, /adds.*\n[^]*pass 1/);
		const [session, ...others] = await project.told();
		assert.deepEqual(others, []);
		assert.equal(session?.event_type, "node-test_session");
		const { duration_s, session_id, ...fields } = session.fields;
		assert.deepEqual(
			[typeof duration_s, typeof session_id, fields],
			[
				"number",
				"string",
				{
					source: "node-test",
					event_type: "node-test_session",
					status: "completed",
					conclusion: "success",
					passed: 1,
					failed: 0,
					skipped: 0,
					errors: 0,
					flaky: 0,
					rootdir: project.folder,
				},
			],
		);
	});

	test("tells of each failing test where it is and what it says", async (t) => {
		const project = await TestProject.create(t);
		project.write({ "shop/a.test.mjs": MIXED });

		const { code } = await project.run(NODE_TEST);

		assert.equal(code, 1);
		const [price, card, session] = await project.told();
		const { duration_s: _, session_id, ...fields } = price?.fields ?? {};
		assert.deepEqual(fields, {
			source: "node-test",
			event_type: "node-test_test",
			status: "completed",
			conclusion: "failure",
			outcome: "failed",
			nodeid: "shop/a.test.mjs > a cart > knows its price",
			path: join(project.folder, "shop/a.test.mjs"),
			lineno: 6,
			message: "RangeError: a price\nwith colour",
		});
		assert.equal(card?.fields["nodeid"], "shop/a.test.mjs > pays > by card");
		assert.equal(card.fields["message"], "Error: declined");
		// As Node counts: the test that holds the failed one has failed as well.
		const { passed, failed, skipped, conclusion } = session?.fields ?? {};
		assert.deepEqual([conclusion, passed, failed, skipped], ["failure", 1, 3, 1]);
		assert.equal(session?.fields["session_id"], session_id);
	});

	test("tells of a failure while the run goes on", async (t) => {
		const project = await TestProject.create(t);
		const tests = 'test("fails", () => { throw new Error("no"); }); test("waits", gate);';
		project.write({ "a.test.mjs": `${HEAD}${GATE}${tests}` });

		const run = project.start(NODE_TEST);
		const failure = await project.failure();
		project.gate.open();
		const { code } = await run.result;

		assert.equal(failure.fields["nodeid"], "a.test.mjs > fails");
		assert.equal(code, 1);
		assert.equal((await project.told()).length, 2);
	});

	test("tells of a failure in a file whose turn in the report has not come", heldBack, async (t) => {
		const project = await TestProject.create(t);
		const slow = `${GATE}test("waits", gate);`;
		const failing = 'describe("s", () => { it("fails", () => { throw new Error("no"); }); });';
		project.write({ "a.test.mjs": HEAD + slow, "b.test.mjs": HEAD + failing });

		const run = project.start([...NODE_TEST, "--test-concurrency=2"]);
		const failure = await project.failure();
		project.gate.open();
		const { code } = await run.result;

		assert.equal(failure.fields["nodeid"], "b.test.mjs > s > fails");
		assert.equal(code, 1);
		assert.equal((await project.told()).length, 2);
	});

	test("tells failures of tests that run beside each other once, and whose they are", async (t) => {
		const project = await TestProject.create(t);
		const suite = (name: string) =>
			`describe("${name}", { concurrency: 2 }, () => { for (const n of [1, 2]) it("t" + n, async () => { await null; throw new Error("no"); }); });`;
		const both = `describe("all", { concurrency: 2 }, () => { ${suite("a")} ${suite("b")} });`;
		project.write({ "a.test.mjs": HEAD + both });

		await project.run(NODE_TEST);

		const ids = (await project.told()).map(({ fields }) => fields["nodeid"]);
		assert.deepEqual(
			ids.slice(0, -1).sort(),
			["a > t1", "a > t2", "b > t1", "b > t2"].map((name) => `a.test.mjs > all > ${name}`),
		);
	});

	test("tells of a file that cannot be loaded as an error, with what ended it", async (t) => {
		const project = await TestProject.create(t);
		project.write({ "a.test.mjs": 'import "./missing.mjs";', "b.test.mjs": PASSING });

		const { code } = await project.run(NODE_TEST);

		assert.equal(code, 1);
		const [error, session] = await project.told();
		assert.deepEqual([error?.fields["outcome"], error?.fields["nodeid"]], ["error", "a.test.mjs"]);
		assert.match(String(error?.fields["message"]), /^Error \[ERR_MODULE_NOT_FOUND\]: .*missing\.mjs/);
		const { passed, failed, errors, conclusion } = session?.fields ?? {};
		assert.deepEqual([conclusion, passed, failed, errors], ["failure", 1, 0, 1]);
	});

	test("tells of a run without a test as neither success nor failure", async (t) => {
		const project = await TestProject.create(t);
		project.write({ "a.test.mjs": `${HEAD}test.skip("later", () => {});` });

		const { code } = await project.run(NODE_TEST);

		assert.equal(code, 0);
		assert.equal((await project.session()).fields["conclusion"], "neutral");
	});

	for (const signal of ["SIGINT", "SIGKILL"] as const) {
		test(`tells that a run has been cancelled by ${signal}, with what it knew`, async (t) => {
			const project = await TestProject.create(t);
			const tests = 'test("fails", () => { throw new Error("no"); }); test("waits", gate);';
			project.write({
				"a.test.mjs": `${HEAD}${GATE}${tests}`,
			});

			const run = project.start(NODE_TEST);
			await project.failure();
			run.kill(signal);
			await run.result;
			project.gate.open();

			const { conclusion, failed, passed } = (await project.session()).fields;
			assert.deepEqual([conclusion, failed, passed], ["cancelled", 1, 0]);
		});
	}

	test("does not hold up or change a run when there is no bus", async (t) => {
		const project = await TestProject.create(t);
		project.write({ "a.test.mjs": PASSING });

		const { code, stdout, stderr } = await project.runWithoutBus(t, NODE_TEST);

		assert.equal(code, 0);
		assert.match(stdout, /pass 1/);
		assert.match(
			stderr,
			/^waitbus: Cannot tell the bus about this test run: Cannot connect to .* \[DAEMON_UNREACHABLE\]\n$/,
		);
	});

	test("tells of each run of a watched project", async (t) => {
		const project = await TestProject.create(t);
		project.write({ "a.test.mjs": MIXED });

		project.start([process.execPath, "--test", "--watch", ...REPORTERS, "a.test.mjs"]);
		const first = await project.session();
		project.write({ "a.test.mjs": PASSING });
		const second = await project.bus.waitFor({
			match: "event_type=node-test_session",
			since: first.event_id,
		});

		assert.deepEqual([first.fields["conclusion"], second.fields["conclusion"]], ["failure", "success"]);
		assert.notEqual(first.fields["session_id"], second.fields["session_id"]);
	});

	test("works in a file that is run by itself, and in files that share a process", async (t) => {
		const project = await TestProject.create(t);
		project.write({ "a.test.mjs": MIXED });

		await project.run([process.execPath, ...REPORTERS, "a.test.mjs"]);

		const events = await project.told();
		assert.deepEqual(
			events.map(({ fields }) => fields["nodeid"] ?? fields["failed"]),
			["a.test.mjs > a cart > knows its price", "a.test.mjs > pays > by card", 3],
		);
	});
});
