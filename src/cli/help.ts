/** `--help` of one verb. docs/cli.md is made of the same definitions. */
import type { Command, Flag } from "./command.js";

const GAP = 2;
const INDENT = "  ";
const WIDTH = 100;
// As wide as "-s, ", so that the long names stand below each other.
const NO_SHORT = "    ";

export function formatHelp(command: Command): string {
	const flags: readonly Flag[] = [...command.flags, { name: "help", short: "h", summary: "Show this help" }];
	const left = flags.map((flag) => (flag.short === undefined ? NO_SHORT : "") + flagLabel(flag));
	const column = Math.min(34, Math.max(...left.map((label) => label.length)) + GAP);
	return [
		`waitbus ${command.name}: ${command.summary}`,
		"",
		...usageLines(command).map((line, index) => `${index === 0 ? "Usage:" : "      "} ${line}`),
		"",
		...command.details.flatMap((paragraph) => [...wrap(paragraph, WIDTH), ""]),
		"Flags:",
		...flags.flatMap((flag, index) => flagLines(left[index] ?? "", flag.summary, column)),
		"",
		"Examples:",
		...command.examples.flatMap(({ command: line, tells }) => [
			`${INDENT}${line}`,
			`${INDENT}${INDENT}${tells}`,
		]),
	].join("\n");
}

/** The ways to call it; the definition keeps them on one line, apart by bars. */
export function usageLines({ usage }: Command): readonly string[] {
	return usage.split(/ {2,}\| {2,}/).map((line) => `waitbus ${line}`);
}

export function flagLabel({ name, short, value, isRepeatable }: Flag): string {
	const names = short === undefined ? `--${name}` : `-${short}, --${name}`;
	return `${names}${value === undefined ? "" : ` ${value}`}${isRepeatable === true ? " …" : ""}`;
}

function flagLines(label: string, summary: string, column: number): readonly string[] {
	const lines = wrap(summary, WIDTH - column - INDENT.length);
	const [first = "", ...rest] = lines;
	const head =
		label.length + GAP > column
			? [`${INDENT}${label}`, `${INDENT}${" ".repeat(column)}${first}`]
			: [`${INDENT}${label.padEnd(column)}${first}`];
	return [...head, ...rest.map((line) => `${INDENT}${" ".repeat(column)}${line}`)];
}

function wrap(text: string, width: number): readonly string[] {
	const lines: string[] = [];
	let line = "";
	for (const word of text.split(" ")) {
		if (line !== "" && line.length + 1 + word.length > width) {
			lines.push(line);
			line = word;
		} else {
			line = line === "" ? word : `${line} ${word}`;
		}
	}
	return [...lines, line];
}
