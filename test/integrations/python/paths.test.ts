import assert from "node:assert/strict";
import { mkdirSync, symlinkSync } from "node:fs";
import { describe, test } from "node:test";
import { BusError } from "../../../src/errors.js";
import type { Host } from "../../../src/platform/host.js";
import { resolvePaths } from "../../../src/platform/paths.js";
import { checkSocketPath } from "../../../src/platform/socket-path.js";
import { makeTemporaryDirectory } from "../../support/temporary-directory.js";
import { findPython } from "./interpreter.js";
import { Python } from "./python-process.js";

const interpreter = findPython();
const uid = process.getuid?.() ?? 0;

/** What both are asked for: the socket, or the refusal. */
function resolveHere(host: Host): readonly unknown[] {
	try {
		const { socketPath } = resolvePaths(host);
		checkSocketPath(socketPath, host.platform);
		return [socketPath];
	} catch (error) {
		if (!(error instanceof BusError)) throw error;
		return [error.code, error.message, error.hint];
	}
}

const RESOLVE_THERE = `import json, sys
from waitbus._paths import Host, resolve_socket_path
def resolve(host):
    try: return [resolve_socket_path(Host(**host))]
    except waitbus.BusError as error: return [error.code, error.args[0], error.hint]
print(json.dumps([resolve(host) for host in json.loads(sys.stdin.readline())]))`;

describe("the socket's path in Python", { skip: interpreter.skip }, () => {
	test("is the one of TypeScript in every environment", async (t) => {
		const folder = makeTemporaryDirectory(t);
		mkdirSync(`${folder}/private`, { mode: 0o700 });
		mkdirSync(`${folder}/open`);
		symlinkSync(`${folder}/private`, `${folder}/link`);
		const environments: NodeJS.ProcessEnv[] = [
			{},
			{ WAITBUS_RUNTIME_DIR: `${folder}/private` },
			{ WAITBUS_RUNTIME_DIR: `/${folder}//private/../new/` },
			{ WAITBUS_RUNTIME_DIR: `${folder}/link` },
			{ WAITBUS_RUNTIME_DIR: `${folder}/nowhere/below` },
			{ WAITBUS_RUNTIME_DIR: "/dev/null" },
			{ WAITBUS_RUNTIME_DIR: "/dev/null/below" },
			{ WAITBUS_RUNTIME_DIR: "/etc" },
			{ WAITBUS_RUNTIME_DIR: "relative" },
			{ WAITBUS_RUNTIME_DIR: "~/bus" },
			{ WAITBUS_RUNTIME_DIR: "~" },
			{ WAITBUS_RUNTIME_DIR: "~ada/bus" },
			{ WAITBUS_RUNTIME_DIR: `/${"long/".repeat(30)}` },
			{ WAITBUS_STATE_DIR: "relative", WAITBUS_RUNTIME_DIR: `${folder}/private` },
			{ WAITBUS_STATE_DIR: "~/state", XDG_RUNTIME_DIR: "/nonexistent" },
			{ XDG_RUNTIME_DIR: `${folder}/private/` },
			{ XDG_RUNTIME_DIR: "relative" },
			{ XDG_RUNTIME_DIR: "/nonexistent", XDG_STATE_HOME: `${folder}/./state` },
			{ XDG_RUNTIME_DIR: "/nonexistent", XDG_STATE_HOME: "relative" },
			{ TMPDIR: `${folder}/private` },
		];
		const hosts = environments.flatMap((env) =>
			(["linux", "darwin"] as const).flatMap((platform) =>
				["/home/ada", undefined].map((homeDirectory) => ({ env, platform, uid, homeDirectory })),
			),
		);

		const asked = hosts.map(({ env, platform, homeDirectory = null }) => ({
			env,
			platform,
			uid,
			home: homeDirectory,
		}));
		const reading = new Python(interpreter).start(t, RESOLVE_THERE, {
			env: process.env,
			input: JSON.stringify(asked),
		});

		const expected = hosts.map(({ env, ...host }) =>
			resolveHere({
				...host,
				// It has no say in where the socket is.
				env: { ...env, WAITBUS_CONFIG_DIR: "/config" },
				temporaryDirectory: env["TMPDIR"] ?? "/tmp",
			}),
		);
		assert.deepEqual(JSON.parse((await reading.result).stdout), expected);
		assert.equal(expected.length, 80);
	});
});
