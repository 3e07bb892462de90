import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { type Config, loadConfig } from "../../src/daemon/config.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const DEFAULTS = {
	durability: "normal",
	log_level: "info",
	heartbeat_sec: 60,
	fs_watch_path: "",
	retention: { max_age: 2_592_000_000, max_events: 1_000_000, max_size: 536_870_912 },
	webhooks: { port: 9_000 },
};

/** What is the daemon's own; each source has its section and tests of its own. */
function load(path: string, env: NodeJS.ProcessEnv = {}): Partial<Config> {
	const config = loadConfig(path, env);
	return Object.fromEntries(Object.keys(DEFAULTS).map((key) => [key, config[key as keyof Config]]));
}

function write(t: TestContext, text: string): string {
	const path = join(makeTemporaryDirectory(t), "config.toml");
	writeFileSync(path, text);
	return path;
}

test("without a file every key has its default", (t) => {
	assert.deepEqual(load(join(makeTemporaryDirectory(t), "none.toml")), DEFAULTS);
});

test("the file sets what it names and leaves the rest", (t) => {
	const path = write(
		t,
		'durability = "full"\nheartbeat_sec = 0.5\n[retention]\nmax_age = "7d"\nmax_size = "1GiB"\n',
	);

	assert.deepEqual(load(path), {
		...DEFAULTS,
		durability: "full",
		heartbeat_sec: 0.5,
		retention: { max_age: 604_800_000, max_events: 1_000_000, max_size: 1_073_741_824 },
	});
});

test("a section of a source is handed on as it is written", (t) => {
	const path = write(t, '[alertmanager]\nwatchdog = { timeout = "5m" }\n');

	const section = loadConfig(path, {}).sections.get("alertmanager");
	assert.equal(JSON.stringify(section), '{"watchdog":{"timeout":"5m"}}');
});

test("a path that a variable has watched stands beside those of the file, as it is spelt", (t) => {
	const path = write(t, '[fs]\npaths = ["/a"]\n');

	const { sections } = loadConfig(path, { WAITBUS_FS_WATCH_PATH: "/B" });

	assert.deepEqual(sections.get("fs"), { paths: ["/a", "/B"] });
	assert.throws(() => loadConfig(path, { WAITBUS_FS_WATCH_PATH: "b" }), {
		code: "CONFIG_INVALID",
		message: /WAITBUS_FS_WATCH_PATH "b": it must be an absolute path/,
	});
});

test("a variable overrides the file, and an empty one does not", (t) => {
	const path = write(t, 'durability = "full"\nlog_level = "warn"\n');
	const env = { WAITBUS_DURABILITY: "", WAITBUS_LOG_LEVEL: "DEBUG", WAITBUS_HEARTBEAT_SEC: "5" };

	assert.deepEqual(load(path, env), {
		...DEFAULTS,
		durability: "full",
		log_level: "debug",
		heartbeat_sec: 5,
	});
});

for (const [text, complaint] of [
	["hearbeat_sec = 5", 'unknown key "hearbeat_sec"'],
	["[retention]\nmax_agee = '1d'", 'unknown key "retention.max_agee"'],
	["[retention]\nmax_age = '0'", 'retention.max_age is "0", and must be a duration such as 30d or 12h'],
	["[retention]\nmax_age = 5", "retention.max_age is 5, and must be text"],
	["[retention]\nmax_size = '1TB'", 'retention.max_size is "1TB", and must be a size such as 512MiB or 1GB'],
	["[retention]\nmax_events = 0", "retention.max_events is 0, and must be >=1"],
	["[retention]\nmax_events = 1.5", /^retention.max_events is 1.5, and must be /],
	["retention = 3", "retention is 3, and must be an object"],
	["heartbeat_sec = 0", "heartbeat_sec is 0, and must be >=0.05"],
	["heartbeat_sec = nan", /^heartbeat_sec is NaN, and must be /],
	["durability = 'sometimes'", 'durability is "sometimes", and must be one of "normal", "full"'],
] as const) {
	test(`a file with ${JSON.stringify(text)} is refused in one line that names the key`, (t) => {
		const path = write(t, text);

		assert.throws(
			() => loadConfig(path, {}),
			(error: { code: string; message: string; hint: string }) => {
				const head = `Cannot use "${path}": `;
				assert.ok(error.message.startsWith(head));
				if (typeof complaint === "string") assert.equal(error.message.slice(head.length), complaint);
				else assert.match(error.message.slice(head.length), complaint);
				assert.deepEqual(
					[error.code, error.hint],
					["CONFIG_INVALID", "docs/configuration.md lists every key with its default"],
				);
				return true;
			},
		);
	});
}

for (const [variable, value, wanted] of [
	["WAITBUS_HEARTBEAT_SEC", "soon", "a number"],
	["WAITBUS_HEARTBEAT_SEC", "0", ">=0.05"],
	["WAITBUS_LOG_LEVEL", "loud", 'one of "debug", "info", "warn", "error"'],
	["WAITBUS_DURABILITY", "on", 'one of "normal", "full"'],
] as const) {
	test(`${variable}=${value} is refused by its name, with what was found`, (t) => {
		assert.throws(() => loadConfig(write(t, ""), { [variable]: value }), {
			code: "CONFIG_INVALID",
			message: `Cannot use ${variable} "${value}": it must be ${wanted}`,
		});
	});
}

test("a file that is not TOML is refused where it breaks", (t) => {
	const path = write(t, 'durability = "full"\nlog_level = = 3\n');

	assert.throws(() => loadConfig(path, {}), {
		code: "CONFIG_INVALID",
		message: new RegExp(`^Cannot read "${path}": .+ at line 2, column \\d+$`),
		hint: `Edit ${path}`,
	});
});

test("a file that cannot be read is refused with the reason", (t) => {
	const path = join(makeTemporaryDirectory(t), "config.toml");
	mkdirSync(path);

	assert.throws(() => loadConfig(path, {}), {
		code: "CONFIG_INVALID",
		message: /: EISDIR/,
		hint: `ls -l ${path}`,
	});
});
