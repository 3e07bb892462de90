import assert from "node:assert/strict";
import {
	chmodSync,
	existsSync,
	lstatSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { BusError } from "../../src/errors.js";
import { addSection, readPluginPackages, removeSection } from "../../src/plugins/config-file.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

describe("a section that is added to config.toml", () => {
	const texts = {
		"an empty one": "",
		"one with comments":
			"# mine\nlog_level = 'debug' # here too\n\n[github]\nrepos = [\n  'me/app', # one\n]\n",
		"one without a line break at its end": "log_level = 'debug'",
		"one that ends with empty lines": "[webhooks]\nport = 0\n\n\n",
	};
	for (const [what, text] of Object.entries(texts)) {
		test(`is taken away from ${what} without a trace`, (t) => {
			const path = write(t, text);

			addSection(path, "tcp", "waitbus-tcp");
			addSection(path, "mail", "@me/mail");
			const both = readPluginPackages(path);
			const wereThere = [removeSection(path, "tcp"), removeSection(path, "mail")];

			assert.deepEqual(both, { tcp: "waitbus-tcp", mail: "@me/mail" });
			assert.deepEqual(wereThere, [true, true]);
			assert.equal(readFileSync(path, "utf8"), text);
		});
	}

	test("goes with what was written into it, and leaves what was written after it", (t) => {
		const path = write(t, "log_level = 'debug'\n");
		addSection(path, "tcp", "waitbus-tcp");
		const edited = readFileSync(path, "utf8").replace("# <<<", "[plugins.tcp.config]\naddresses = []\n# <<<");
		writeFileSync(path, `${edited}\n[retention]\nmax_events = 5\n`);

		removeSection(path, "tcp");

		assert.equal(readFileSync(path, "utf8"), "log_level = 'debug'\n\n[retention]\nmax_events = 5\n");
	});

	test("makes the file when there is none", (t) => {
		const path = join(makeTemporaryDirectory(t), "config.toml");

		addSection(path, "tcp", "waitbus-tcp");

		assert.deepEqual(readPluginPackages(path), { tcp: "waitbus-tcp" });
		assert.equal(statSync(path).mode & 0o777, 0o600);
	});

	test("keeps the file's mode, and a symbolic link to it", (t) => {
		const path = write(t, "");
		chmodSync(path, 0o640);
		const link = join(makeTemporaryDirectory(t), "config.toml");
		symlinkSync(path, link);

		addSection(link, "tcp", "waitbus-tcp");

		assert.ok(lstatSync(link).isSymbolicLink());
		assert.deepEqual(readPluginPackages(path), { tcp: "waitbus-tcp" });
		assert.equal(statSync(path).mode & 0o777, 0o640);
	});

	test("is not added where the file would no longer read", (t) => {
		for (const text of ["plugins = { tcp = { package = 'other' } }\n", "log_level = \n"]) {
			const path = write(t, text);

			assert.throws(
				() => addSection(path, "tcp", "waitbus-tcp"),
				(error) => error instanceof BusError && error.code === "CONFIG_INVALID",
			);
			assert.equal(readFileSync(path, "utf8"), text);
		}
	});
});

test("what was not added is not taken away", (t) => {
	const text = "[plugins.tcp]\npackage = '/my/own'\n";
	const path = write(t, text);

	assert.equal(removeSection(path, "tcp"), false);
	assert.equal(removeSection(join(path, "..", "none.toml"), "tcp"), false);
	assert.equal(readFileSync(path, "utf8"), text);
	assert.equal(existsSync(join(path, "..", "none.toml")), false);
});

function write(t: TestContext, text: string): string {
	const path = join(makeTemporaryDirectory(t), "config.toml");
	writeFileSync(path, text);
	return path;
}
