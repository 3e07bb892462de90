import assert from "node:assert/strict";
import { chmodSync, mkdirSync } from "node:fs";
import { describe, test } from "node:test";
import { BusError } from "../../src/errors.js";
import type { Host } from "../../src/platform/host.js";
import { resolvePaths } from "../../src/platform/paths.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const uid = process.getuid?.() ?? 0;

/** A user whose session has no runtime directory, unless the test gives one. */
function makeHost({ env = {}, ...rest }: Partial<Host>): Host {
	return {
		env: { XDG_RUNTIME_DIR: "/nonexistent", ...env },
		platform: "linux",
		uid,
		homeDirectory: "/home/ada",
		temporaryDirectory: "/nonexistent",
		...rest,
	};
}

function refusal(code: string, ...words: string[]): (error: unknown) => boolean {
	return (error) => {
		assert.ok(error instanceof BusError);
		assert.equal(error.code, code);
		assert.notEqual(error.hint, undefined);
		for (const word of words) assert.ok(`${error.message} ${error.hint}`.includes(word), error.message);
		return true;
	};
}

describe("where things live", () => {
	test("on Linux everything is under the home directory and the session's runtime directory", (t) => {
		const session = makeTemporaryDirectory(t);

		const paths = resolvePaths(makeHost({ env: { XDG_RUNTIME_DIR: session } }));

		assert.deepEqual(paths, {
			stateDir: "/home/ada/.local/state/waitbus",
			runtimeDir: `${session}/waitbus`,
			configDir: "/home/ada/.config/waitbus",
			socketPath: `${session}/waitbus/broadcast.sock`,
			databasePath: "/home/ada/.local/state/waitbus/events.db",
			hooksDir: "/home/ada/.local/state/waitbus/hooks",
			connectionsDir: "/home/ada/.local/state/waitbus/connections",
			lockPath: "/home/ada/.local/state/waitbus/daemon.lock",
			logPath: "/home/ada/.local/state/waitbus/daemon.log",
			configPath: "/home/ada/.config/waitbus/config.toml",
			cursorsDir: "/home/ada/.local/state/waitbus/cursors",
			secretsPath: "/home/ada/.local/state/waitbus/secrets.json",
			pluginsDir: "/home/ada/.local/state/waitbus/plugins",
			trustPath: "/home/ada/.config/waitbus/plugins.trust.toml",
		});
	});

	test("on macOS the socket is in the user's temporary directory", (t) => {
		const temporaryDirectory = makeTemporaryDirectory(t);

		const paths = resolvePaths(
			makeHost({ platform: "darwin", env: { XDG_RUNTIME_DIR: "" }, temporaryDirectory }),
		);

		assert.equal(paths.stateDir, "/home/ada/Library/Application Support/waitbus");
		assert.equal(paths.configDir, "/home/ada/Library/Application Support/waitbus");
		assert.equal(paths.runtimeDir, `${temporaryDirectory}/waitbus-${uid}`);
	});

	test("XDG variables move the directories", () => {
		const paths = resolvePaths(
			makeHost({ env: { XDG_STATE_HOME: "/x/state/", XDG_CONFIG_HOME: "/x/config" } }),
		);

		assert.equal(paths.stateDir, "/x/state/waitbus");
		assert.equal(paths.configDir, "/x/config/waitbus");
	});

	test("a relative XDG variable is ignored, as its specification asks", () => {
		const env = { XDG_STATE_HOME: "state", XDG_CONFIG_HOME: "./config", XDG_RUNTIME_DIR: "run" };

		const paths = resolvePaths(makeHost({ env, uid: 4_000_000 }));

		assert.equal(paths.stateDir, "/home/ada/.local/state/waitbus");
		assert.equal(paths.configDir, "/home/ada/.config/waitbus");
		assert.equal(paths.runtimeDir, "/home/ada/.local/state/waitbus/run");
	});
});

describe("overrides", () => {
	test("WAITBUS_* variables name the directories themselves and win over XDG", () => {
		const env = {
			WAITBUS_STATE_DIR: "/w/state/",
			WAITBUS_RUNTIME_DIR: "/w/x/../run",
			WAITBUS_CONFIG_DIR: "/w/config",
			XDG_STATE_HOME: "/x",
		};

		const paths = resolvePaths(makeHost({ env }));

		assert.equal(paths.databasePath, "/w/state/events.db");
		assert.equal(paths.socketPath, "/w/run/broadcast.sock");
		assert.equal(paths.configPath, "/w/config/config.toml");
	});

	test("~ is the home directory", () => {
		const env = { WAITBUS_STATE_DIR: "~/bus", WAITBUS_CONFIG_DIR: "~" };

		const paths = resolvePaths(makeHost({ env }));

		assert.equal(paths.stateDir, "/home/ada/bus");
		assert.equal(paths.configDir, "/home/ada");
	});

	test("an empty override counts as unset", () => {
		const paths = resolvePaths(makeHost({ env: { WAITBUS_STATE_DIR: "", WAITBUS_CONFIG_DIR: "" } }));

		assert.equal(paths.stateDir, "/home/ada/.local/state/waitbus");
	});

	for (const variable of ["WAITBUS_STATE_DIR", "WAITBUS_RUNTIME_DIR", "WAITBUS_CONFIG_DIR"]) {
		test(`a relative ${variable} is refused by name`, () => {
			const host = makeHost({ env: { [variable]: "bus/here" } });

			assert.throws(
				() => resolvePaths(host),
				refusal("PATH_INVALID", variable, "bus/here", "not an absolute path"),
			);
		});

		test(`the home of another user in ${variable} is refused by name`, () => {
			const host = makeHost({ env: { [variable]: "~bob/bus" } });

			assert.throws(() => resolvePaths(host), refusal("PATH_INVALID", variable, "~bob/bus", "only ~ and ~/"));
		});
	}

	test("~ without a known home directory is refused", () => {
		const host = makeHost({ env: { WAITBUS_STATE_DIR: "~/bus" }, homeDirectory: undefined });

		assert.throws(() => resolvePaths(host), refusal("PATH_INVALID", "WAITBUS_STATE_DIR", "HOME"));
	});
});

describe("without a home directory", () => {
	test("the refusal says which variables to set", () => {
		const host = makeHost({ homeDirectory: undefined });

		assert.throws(
			() => resolvePaths(host),
			refusal("PATH_INVALID", "HOME", "WAITBUS_STATE_DIR", "WAITBUS_CONFIG_DIR"),
		);
	});

	test("overrides suffice", () => {
		const env = { WAITBUS_STATE_DIR: "/w/state", WAITBUS_CONFIG_DIR: "/w/config" };

		const paths = resolvePaths(makeHost({ env, homeDirectory: undefined }));

		assert.equal(paths.runtimeDir, "/w/state/run");
	});
});

describe("the runtime directory", () => {
	const fallback = "/home/ada/.local/state/waitbus/run";

	test("is under the state directory when the session has none", () => {
		const paths = resolvePaths(makeHost({ env: { XDG_RUNTIME_DIR: "/nonexistent/1000" } }));

		assert.equal(paths.runtimeDir, fallback);
	});

	test("is under the state directory when the session's belongs to another user", (t) => {
		const session = makeTemporaryDirectory(t);

		const paths = resolvePaths(makeHost({ env: { XDG_RUNTIME_DIR: session }, uid: uid + 1 }));

		assert.equal(paths.runtimeDir, fallback);
	});

	for (const mode of [0o777, 0o770, 0o1777]) {
		test(`is under the state directory when the session's has mode ${mode.toString(8)}`, (t) => {
			const session = makeTemporaryDirectory(t);
			chmodSync(session, mode);

			const paths = resolvePaths(makeHost({ env: { XDG_RUNTIME_DIR: session } }));

			assert.equal(paths.runtimeDir, fallback);
		});
	}

	test("is under the state directory when macOS has no private temporary directory", (t) => {
		const temporaryDirectory = makeTemporaryDirectory(t);
		chmodSync(temporaryDirectory, 0o1777);

		const paths = resolvePaths(
			makeHost({ platform: "darwin", env: { XDG_RUNTIME_DIR: "" }, temporaryDirectory }),
		);

		assert.equal(paths.runtimeDir, "/home/ada/Library/Application Support/waitbus/run");
	});

	test("is the same before and after the daemon made it", (t) => {
		const host = makeHost({ env: { XDG_RUNTIME_DIR: makeTemporaryDirectory(t) } });

		const before = resolvePaths(host);
		mkdirSync(before.runtimeDir, { mode: 0o700 });
		const after = resolvePaths(host);

		assert.deepEqual(after, before);
	});

	test("may be named before it exists", () => {
		const paths = resolvePaths(makeHost({ env: { WAITBUS_RUNTIME_DIR: "/nonexistent/run" } }));

		assert.equal(paths.runtimeDir, "/nonexistent/run");
	});

	test("is refused when it was named and others can write to it", (t) => {
		const path = makeTemporaryDirectory(t);
		chmodSync(path, 0o777);
		const host = makeHost({ env: { WAITBUS_RUNTIME_DIR: path } });

		assert.throws(
			() => resolvePaths(host),
			refusal("PATH_INVALID", "WAITBUS_RUNTIME_DIR", path, "writable by other users"),
		);
	});

	test("is refused when it was named and belongs to another user", (t) => {
		const path = makeTemporaryDirectory(t);
		const host = makeHost({ env: { WAITBUS_RUNTIME_DIR: path }, uid: uid + 1 });

		assert.throws(() => resolvePaths(host), refusal("PATH_INVALID", path, "owned by another user"));
	});
});
