import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Flag } from "../../src/cli/command.js";
import { flagLabel, formatHelp, usageLines } from "../../src/cli/help.js";
import { parseArguments } from "../../src/cli/parse-arguments.js";
import { VERBS } from "../../src/cli/verbs.js";
import { splitCommands } from "../repository/shell-words.js";

const COMMANDS = VERBS.map(({ command }) => command);

for (const command of COMMANDS) {
	describe(`waitbus ${command.name} --help`, () => {
		const help = formatHelp(command);

		test("fits into 100 columns", () => {
			assert.deepEqual(
				help.split("\n").filter((line) => line.length > 100),
				[],
			);
		});

		test("names every flag and shows an example", () => {
			for (const { name } of command.flags) assert.match(help, new RegExp(`--${name}\\b`));
			assert.ok(command.examples.length > 0);
		});

		test("has for every flag with a value an example that the verb takes", () => {
			for (const flag of command.flags.filter(({ value }) => value !== undefined)) {
				const [argv = []] = splitCommands(`--${flag.name} ${exampleOf(flag)}`);
				const program = command.takesProgram === true ? ["--", "true"] : [];

				const { flags } = parseArguments(command, [...argv, ...program]);

				assert.ok(flags.text(flag.name) !== undefined, `--${flag.name} of ${command.name} has no example`);
			}
		});

		test("spells no flag twice", () => {
			const spellings = command.flags.flatMap(({ name, short }) => [
				name,
				...(short === undefined ? [] : [short]),
			]);

			assert.deepEqual(spellings, [...new Set(spellings)]);
		});
	});
}

test("a flag is labelled with its short name, its value, and whether it may be repeated", () => {
	const labels = [
		{ name: "json", summary: "" },
		{ name: "source", short: "s", value: "NAME", summary: "" },
		{ name: "all-of", value: "CLAUSE", isRepeatable: true, summary: "" },
	].map(flagLabel);

	assert.deepEqual(labels, ["--json", "-s, --source NAME", "--all-of CLAUSE …"]);
});

test("each way to call a verb has a line of its own", () => {
	const [command] = COMMANDS;
	assert.ok(command !== undefined);

	const lines = usageLines({ ...command, usage: "emit [flags]   |   emit -" });

	assert.deepEqual(lines, ["waitbus emit [flags]", "waitbus emit -"]);
});

function exampleOf({ example, choices }: Flag): string {
	return example ?? (typeof choices === "object" ? (choices[0] ?? "") : "");
}
