import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { findNearestName } from "../../src/event/nearest-name.js";

describe("the nearest name is the one", () => {
	const slips: Record<string, readonly [string, string]> = {
		"with a letter left out": ["dockr", "docker"],
		"with a letter too many": ["dockerr", "docker"],
		"with a wrong letter": ["docxer", "docker"],
		"with two neighbours swapped": ["dcoker", "docker"],
		"with a separator left out": ["exitcode", "exit_code"],
		"of two that are near, with the fewest edits": ["test", "tests"],
	};
	for (const [slip, [typed, meant]] of Object.entries(slips)) {
		test(slip, () => {
			assert.equal(findNearestName(typed, ["rest_api", "docker", "exit_code", "nests", "tests"]), meant);
		});
	}
});

test("nothing is near a name that is another word", () => {
	assert.equal(findNearestName("kubernetes", ["docker", "pytest"]), undefined);
});

test("a short name is not near every other short name", () => {
	assert.equal(findNearestName("ci", ["fs", "gh"]), undefined);
});

test("without names there is no nearest", () => {
	assert.equal(findNearestName("docker", []), undefined);
});
