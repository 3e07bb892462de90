import assert from "node:assert/strict";
import { test } from "node:test";
import type { BusClient } from "../../src/client/bus-client.js";
import type { Digest } from "../../src/client/digest.js";
import { startDaemon } from "../support/daemon-process.js";
import { connectTo, openBus } from "../support/open-bus.js";
import { runCli } from "../support/run-cli.js";
import { VendorProcess } from "../support/vendor-process.js";

const RUN = { source: "github", event_type: "workflow_run", owner: "o", repo: "r" };

async function happen(bus: BusClient): Promise<void> {
	await bus.send("reviewer", "the parser\nis ready", { from: "builder" });
	await bus.send("somebody", "not for the reviewer", { from: "builder" });
	await bus.emitBatch([
		{ ...RUN, summary: "CI failed", fields: { status: "completed", conclusion: "failure" } },
		{ ...RUN, summary: "CI runs", fields: { status: "in_progress" } },
		{ source: "agent", event_type: "agent_lost", summary: "builder was lost", fields: { agent: "builder" } },
		{ source: "agent", event_type: "agent_lost", summary: "it was itself", fields: { agent: "reviewer" } },
	]);
}

test("a digest tells what happened since the agent last looked, once, also after a restart", async (t) => {
	const daemon = await startDaemon(t);
	const bus = connectTo(t, daemon);
	await happen(bus);

	const first = await runCli(["digest", "--agent", "reviewer"], daemon);
	await daemon.kill9();
	await daemon.restart();
	const second = await runCli(["digest", "--agent", "reviewer"], daemon);
	await bus.send("reviewer", "and the tests", { from: "builder" });
	const third = await runCli(["digest", "--agent", "reviewer"], daemon);

	const [counts, ...lines] = first.stdout.trimEnd().split("\n");
	assert.equal(counts, "messages: 1, agents: 1, ci: 1");
	assert.deepEqual(
		lines.map((line) => line.replace(/^\S+Z {2}/, "")),
		["builder writes: the parser is ready", "CI failed", "builder was lost"],
	);
	assert.equal(second.stdout, "nothing happened that reviewer should know\n");
	assert.match(third.stdout, /and the tests/);
	assert.equal((await bus.inbox({ agent: "reviewer" })).length, 2);
});

test("a digest that is only peeked at comes again, and one that is quiet prints nothing of nothing", async (t) => {
	const daemon = await startDaemon(t);
	await happen(connectTo(t, daemon));
	const digest = async (...flags: readonly string[]) =>
		(await runCli(["digest", "--agent", "reviewer", ...flags], daemon)).stdout;

	const peeked = await digest("--peek");
	const looked = await digest();
	const quiet = await digest("-q");
	const again = JSON.parse(await digest("--since", "start", "--json")) as Digest;

	assert.equal(peeked, looked);
	assert.equal(quiet, "");
	assert.deepEqual(again.counts, { messages: 1, agents: 1, ci: 1, leases: 0, notices: 0 });
});

test("a digest is bounded: the oldest are left out and counted", async (t) => {
	const bus = await openBus(t);
	const run = { ...RUN, fields: { status: "completed", conclusion: "success" } };
	await bus.emitBatch(Array.from({ length: 500 }, (_, n) => ({ ...run, summary: `run ${n} passed` })));
	await bus.emit({ ...run, summary: "x".repeat(1_000) });

	const { lines, omitted, counts } = await bus.digest({ agent: "reviewer", maxBytes: 1_000 });

	assert.ok(Buffer.byteLength(lines.join("\n")) <= 1_000);
	assert.equal(counts.ci, 501);
	assert.equal(lines.length + omitted, 501);
	assert.match(lines.at(-2) ?? "", /run 499 passed$/);
	assert.equal(lines.at(-1)?.length, 301);
});

test("a session that starts is told what happened, where the configuration asks for that", async (t) => {
	const daemon = await startDaemon(t, { config: "[delivery]\ndigest_at_start = true\n" });
	const bus = connectTo(t, daemon);
	await bus.emit({ ...RUN, summary: "CI failed", fields: { status: "completed", conclusion: "failure" } });
	const vendor = new VendorProcess(t, daemon.env);
	const start = { session_id: "3f2a91bc-0000", hook_event_name: "SessionStart" };

	const said = await printed(() => vendor.hook(["claude"], start));
	const { lines } = await bus.digest({ agent: "claude-3f2a91bc", peek: true });

	const { hookSpecificOutput: output } = JSON.parse(said) as { hookSpecificOutput: Record<string, string> };
	assert.equal(output["hookEventName"], "SessionStart");
	assert.match(output["additionalContext"] ?? "", /<untrusted-\w+>\n".*CI failed"\n<\/untrusted/);
	assert.deepEqual(lines, []);
});

/** What a hook says when it was in time, which it is not always on a machine that is busy. */
async function printed(hook: () => Promise<{ readonly stdout: string }>): Promise<string> {
	for (;;) {
		const { stdout } = await hook();
		if (stdout !== "") return stdout;
	}
}

const REFUSED: readonly (readonly [readonly string[], RegExp])[] = [
	[["--max-bytes", "0"], /\[USAGE\]/],
	[["--max-bytes", "many"], /\[USAGE\]/],
	[["--since", "whenever"], /\[USAGE\]/],
];

for (const [flags, pattern] of REFUSED) {
	test(`waitbus digest ${flags.join(" ")} is refused with a code`, async (t) => {
		const daemon = await startDaemon(t);

		const { code, stderr } = await runCli(["digest", ...flags], daemon);

		assert.equal(code, 2);
		assert.match(stderr, pattern);
	});
}
