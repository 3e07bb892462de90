import assert from "node:assert/strict";
import { test } from "node:test";
import { SOURCE_SECTIONS } from "../../src/daemon/source-registry.js";
import { RESERVED_NAMES } from "../../src/plugins/reserved-names.js";

test("no plugin can take the name of a source of waitbus itself", () => {
	const own = SOURCE_SECTIONS.map(({ key }) => key).filter((key) => key !== "plugins");

	assert.deepEqual(
		own.filter((name) => !RESERVED_NAMES.includes(name)),
		[],
	);
});
