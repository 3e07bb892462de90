import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { BusError } from "../../src/errors.js";
import { NO_PERMISSIONS } from "../../src/plugins/permissions.js";
import { readTrustFile, type Trust, writeTrustFile } from "../../src/plugins/trust-file.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const TRUST: Trust = {
	package: "waitbus-tcp",
	version: "1.0.0",
	integrity: "sha512-AA==",
	files: "sha512-BB==",
	publisher: {
		issuer: "https://issuer.test",
		workflow: "https://host.test/me/tcp/.github/workflows/release.yml",
	},
	trusted_at: "2026-01-01T00:00:00.000Z",
	granted: { ...NO_PERMISSIONS, net: ["127.0.0.1:80"] },
};

test("what is trusted is read back, and stands in a file for its owner alone", (t) => {
	const path = join(makeTemporaryDirectory(t), "plugins.trust.toml");
	const { integrity: _, publisher: __, ...directory } = TRUST;

	writeTrustFile(path, { tcp: TRUST, mine: directory });

	assert.deepEqual(readTrustFile(path), { tcp: TRUST, mine: directory });
	assert.equal(statSync(path).mode & 0o777, 0o600);
	assert.match(
		readFileSync(path, "utf8"),
		/^# What each plugin was .*\n(#.*\n)+\n\[tcp\]\npackage = "waitbus-tcp"\n/,
	);
});

test("nobody is trusted where there is no file", (t) => {
	assert.deepEqual(readTrustFile(join(makeTemporaryDirectory(t), "none.toml")), {});
});

test("a grant that is deleted by hand is gone", (t) => {
	const path = join(makeTemporaryDirectory(t), "plugins.trust.toml");
	writeTrustFile(path, { tcp: TRUST });

	writeFileSync(path, readFileSync(path, "utf8").replace(/^net = .*\n/m, ""));

	assert.deepEqual(readTrustFile(path)["tcp"]?.granted, NO_PERMISSIONS);
});

test("a file that does not read is refused with what is wrong in it", (t) => {
	const path = join(makeTemporaryDirectory(t), "plugins.trust.toml");
	const complaints: Record<string, RegExp> = {
		"[tcp\n": /: it is not TOML$/,
		"[tcp]\npackage = 1\n": /: tcp\.package is 1, and must be text$/,
	};
	for (const [text, complaint] of Object.entries(complaints)) {
		writeFileSync(path, text);

		assert.throws(
			() => readTrustFile(path),
			(error) =>
				error instanceof BusError && error.code === "CONFIG_INVALID" && complaint.test(error.message),
		);
	}
});
