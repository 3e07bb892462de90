import assert from "node:assert/strict";
import { test } from "node:test";
import { onCommand } from "../../src/cli/on-command.js";
import { parseArguments } from "../../src/cli/parse-arguments.js";
import { runCommand } from "../../src/cli/run-command.js";

for (const [command, argv, hint] of [
	[runCommand, ["npm", "test"], "waitbus run -- npm test"],
	[
		onCommand,
		["--source", "run", "--match", "conclusion=failure", "echo", "it's over"],
		String.raw`waitbus on --source run --match conclusion=failure -- echo 'it'\''s over'`,
	],
] as const) {
	test(`who forgets -- is told the line that was meant: ${hint}`, () => {
		assert.throws(() => parseArguments(command, argv), { code: "USAGE", hint });
	});
}
