import assert from "node:assert/strict";
import { test } from "node:test";
import { read } from "../../repository/checkout.js";

test("the Python package has the version of the npm package", () => {
	const { version } = JSON.parse(read("package.json")) as { version: string };

	const [, pythonVersion] =
		/^__version__ = "(.*)"$/m.exec(read("integrations/python/waitbus/__init__.py")) ?? [];

	assert.equal(pythonVersion, version, "run: node scripts/set-versions.js");
});
