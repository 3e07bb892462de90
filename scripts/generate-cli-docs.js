/** Writes docs/cli.md from the verbs' definitions in build/. `--stdout` prints it instead; a test holds the two equal. */

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root, writeOutput } from "./build/tree.js";

const { VERBS } = await load("build/src/cli/verbs.js");
const { flagLabel, usageLines } = await load("build/src/cli/help.js");
const { EXIT_CODES } = await load("build/src/errors.js");

const EXIT_MEANINGS = {
	done: "Done. Of `wait`: it happened, and its conclusion is success or it has none.",
	verdictFailure:
		"The verdict is failure: a conclusion of failure, cancelled, timed_out or startup_failure, or an `--unless` clause matched.",
	usage:
		"The command line, a matcher, an event or the configuration is wrong; one line on standard error names what, and what is wanted.",
	timeLimit: "The time limit passed.",
	busFailed:
		"The bus itself failed; the code is on standard error, and in `--json`. [errors.md](errors.md) lists the codes.",
	cannotExecute: "`on` and `run`: the command cannot be executed.",
	notFound: "`on` and `run`: the command was not found.",
};

const flags = process.argv.slice(2);
if (flags.some((flag) => flag !== "--stdout")) {
	console.error(`Cannot generate with "${flags.join(" ")}": wanted --stdout or nothing`);
	process.exit(2);
}
const page = renderPage(VERBS.map(({ command }) => command));
if (flags.length > 0) process.stdout.write(page);
else writeOutput(join(root, "docs/cli.md"), page);

function load(path) {
	return import(pathToFileURL(join(root, path)).href);
}

function renderPage(commands) {
	return [
		"# The command line",
		"",
		"<!-- Generated from the verbs' definitions by: node scripts/generate-cli-docs.js -->",
		"",
		`\`waitbus VERB --help\` shows the same for one verb. Flags may stand in any order, as \`--flag VALUE\` or \`--flag=VALUE\`; what follows \`--\` belongs to another program. Standard output is data, standard error is for people. [matchers.md](matchers.md) says what can be matched, [configuration.md](configuration.md) lists the variables.`,
		"",
		"| verb | what it does |",
		"|---|---|",
		...commands.map(({ name, summary }) => `| [\`${name}\`](#${name}) | ${escapeText(summary)} |`),
		"",
		"## Exit codes",
		"",
		"One table for every verb. Otherwise `on` and `run` end with the exit code of the command they ran.",
		"",
		"| exit code | what it says |",
		"|---|---|",
		...Object.entries(EXIT_CODES).map(([name, code]) => `| ${code} | ${meaningOf(name)} |`),
		"| 128+n | Signal n ended it: 130 is Ctrl-C, 141 a reader of its output that went away. |",
		"",
		...commands.flatMap(renderVerb),
	].join("\n");
}

function meaningOf(name) {
	const meaning = EXIT_MEANINGS[name];
	if (meaning === undefined)
		throw new Error(`Cannot describe the exit code "${name}": add it to EXIT_MEANINGS`);
	return meaning;
}

function renderVerb(command) {
	const { name, summary, details, examples } = command;
	return [
		`## ${name}`,
		"",
		`${escapeText(summary[0].toUpperCase() + summary.slice(1))}.`,
		"",
		"```",
		...usageLines(command),
		"```",
		"",
		...details.flatMap((paragraph) => [escapeText(paragraph), ""]),
		...renderFlags(command.flags),
		"```sh",
		...examples.flatMap(({ command: line, tells }, index) => [
			...(index === 0 ? [] : [""]),
			`# ${tells}`,
			line,
		]),
		"```",
		"",
	];
}

function renderFlags(flags) {
	if (flags.length === 0) return [];
	const rows = flags.map(
		(flag) => `| ${code(flagLabel(flag))} | ${code(exampleOf(flag))} | ${escapeText(flag.summary)} |`,
	);
	return ["| flag | for example | what it does |", "|---|---|---|", ...rows, ""];
}

function exampleOf({ name, value, example, choices }) {
	if (value === undefined) return `--${name}`;
	return `--${name} ${example ?? (Array.isArray(choices) ? choices[0] : value)}`;
}

function code(text) {
	return `\`${text.replaceAll("|", "\\|")}\``;
}

function escapeText(text) {
	return text.replace(/[\\*<>|~`]/g, "\\$&");
}
