import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { startDaemon } from "../support/daemon-process.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";
import { type CliOptions, runCli, startCli } from "../support/run-cli.js";

/** Another process holds the resource until the test ends. */
async function hold(t: TestContext, options: CliOptions, resource: string): Promise<void> {
	const holder = startCli(
		["claim", resource, "--no-start", "--", "sh", "-c", "echo held; exec sleep 600"],
		options,
	);
	t.after(async () => {
		holder.kill("SIGTERM");
		await holder.result;
	});
	await holder.wrote(/held/);
}

test("a command runs with the lease, whose end comes with the command's", async (t) => {
	const bus = await startDaemon(t);

	const first = await runCli(["claim", "deploy", "--", "sh", "-c", "exit 3"], bus);
	const second = await runCli(["claim", "deploy", "--ttl", "1h", "--json"], bus);

	assert.equal(first.code, 3);
	assert.equal(second.code, 0);
	const tail = await runCli(["tail", "-s", "agent", "--since", "start", "--no-follow", "--json"], bus);
	const types = tail.stdout
		.trim()
		.split("\n")
		.map((line) => (JSON.parse(line) as { event_type: string }).event_type);
	assert.deepEqual(types, ["lease_claimed", "lease_released", "lease_claimed"]);
});

test("what somebody else holds is refused with exit code 1, naming the holder", async (t) => {
	const bus = await startDaemon(t);
	await hold(t, bus, "db");

	const refused = await runCli(["claim", "db", "--ttl", "1m"], bus);

	assert.equal(refused.code, 1);
	assert.match(
		refused.stderr,
		/Cannot claim "db": process \d+ holds it \[LEASE_HELD\]\n {2}hint: waitbus claim db --wait/,
	);
});

test("a path is held with everything under it, from wherever it is named", async (t) => {
	const bus = await startDaemon(t);
	const directory = makeTemporaryDirectory(t);
	await hold(t, { env: bus.env, cwd: directory }, "./src");

	const below = await runCli(["claim", `${directory}/src/a.ts`, "--ttl", "1h"], bus);
	const beside = await runCli(["claim", `${directory}/docs`, "--ttl", "1h"], bus);

	assert.equal(below.code, 1);
	assert.equal(beside.code, 0);
});

test("whoever waits in vain leaves the line with 124", async (t) => {
	const bus = await startDaemon(t);
	await hold(t, bus, "deploy");

	const late = await runCli(["claim", "deploy", "--wait", "--timeout", "100ms", "--ttl", "1h"], bus);
	const { stdout } = await runCli(["claim", "--list", "--json"], bus);

	assert.equal(late.code, 124);
	assert.equal((JSON.parse(stdout) as { waiting: number }).waiting, 0);
});

test("release ends a lease once, and only the one whose token is given", async (t) => {
	const bus = await startDaemon(t);
	const { stdout: token } = await runCli(["claim", "deploy", "--ttl", "1h"], bus);

	const wrong = await runCli(["release", "deploy", "--token", "999"], bus);
	const right = await runCli(["release", "deploy", "--token", token.trim()], bus);
	const again = await runCli(["release", "deploy"], bus);

	assert.deepEqual([wrong.code, right.code, again.code], [2, 0, 2]);
	assert.match(again.stderr, /LEASE_NOT_HELD/);
});

for (const [args, complaint] of [
	[["claim"], /the resource is wanted/],
	[["claim", "a", "--timeout", "1s"], /--timeout goes with --wait/],
	[["claim", "a", "--pid", "x"], /not the number of a process/],
	[["claim", "a", "--as", "nobody"], /nobody of that name is here/],
	[["release", "a", "--token", "x"], /not the token of a lease/],
] as const) {
	test(`waitbus ${args.join(" ")} says what is wrong`, async (t) => {
		const bus = await startDaemon(t);

		const { code, stderr } = await runCli(args, bus);

		assert.equal(code, 2);
		assert.match(stderr, complaint);
	});
}
