import assert from "node:assert/strict";
import { dirname } from "node:path";
import { test } from "node:test";
import { makeBusDirectories } from "../support/bus-directories.js";
import { IDLE_STATUS, startLiar } from "../support/liar-daemon.js";
import { runCli } from "../support/run-cli.js";

// What a daemon of long ago says of itself, and that it knows nothing else.
const OLD_STATUS = { version: "0.0.1", pid: 1, uptime_ms: 1, socket: "/s", database: "/d", events: 0 };
const REFUSAL = { op: "error", code: "REQUEST_INVALID", hint: "docs/protocol.md" };

const VERBS: readonly (readonly string[])[] = [
	["status"],
	["status", "--json"],
	["source", "list"],
	["source", "test", "github"],
	["why"],
	["secret", "set", "github-webhook-secret"],
	["emit", "--source", "a", "--event-type", "b"],
	["tail", "--no-follow"],
];

for (const args of VERBS) {
	test(`waitbus ${args.join(" ")} tells that the daemon is of another build, and what to type`, async (t) => {
		const liar = await startLiar(t, ({ op, id }, { reply }) =>
			reply(
				op === "status"
					? { op: "status", id, status: OLD_STATUS }
					: { ...REFUSAL, id, message: `Cannot read request: op is "${op}", and must be one of status` },
			),
		);
		const { env } = makeBusDirectories(t, {
			env: { WAITBUS_RUNTIME_DIR: dirname(liar.address.socketPath) },
		});

		const { code, stdout, stderr } = await runCli(args, { env, input: "one" });

		assert.equal(code, 125);
		assert.match(
			stderr,
			/^waitbus: Cannot talk to the daemon that runs, .*\[VERSION_MISMATCH\]\n {2}hint: waitbus stop/m,
		);
		assert.doesNotMatch(stderr, /defect|TypeError/);
		if (args.includes("--json")) assert.match(stdout, /^\{"error":\{"code":"VERSION_MISMATCH"/);
	});
}

test("waitbus version names both versions although the status of the daemon does not read", async (t) => {
	const liar = await startLiar(t, ({ op, id }, { reply }) =>
		reply(
			op === "hello"
				? { op: "welcome", id, version: "0.0.1", pid: 1, max_frame_bytes: 1_000 }
				: { ...IDLE_STATUS, id, status: OLD_STATUS },
		),
	);
	const { env } = makeBusDirectories(t, { env: { WAITBUS_RUNTIME_DIR: dirname(liar.address.socketPath) } });

	const { code, stderr } = await runCli(["version"], { env });

	assert.equal(code, 0);
	assert.match(stderr, /the daemon that runs is version 0\.0\.1; restart it with: waitbus stop/);
});
