/** Everything but the hot verbs: finds the verb, or shows what there is. */
import { resolve } from "node:path";
import { PROGRAM } from "../client/address.js";
import { BusError, EXIT_CODES } from "../errors.js";
import { findNearestName } from "../event/nearest-name.js";
import { report, execute } from "./execute.js";
import { createTerminal } from "./terminal.js";
import { VERBS } from "./verbs.js";

export async function runVerb(name: string | undefined, argv: readonly string[]): Promise<number> {
	const terminal = createTerminal();
	if (name === undefined || name === "help" || name === "--help" || name === "-h") {
		const topic = name === "help" ? VERBS.find(({ command }) => command.name === argv[0]) : undefined;
		if (topic !== undefined) return await execute(topic.command, await topic.load(), ["--help"]);
		terminal.print(overview());
		return EXIT_CODES.done;
	}
	const wanted = name === "--version" || name === "-V" ? "version" : name;
	const verb = VERBS.find(({ command }) => command.name === wanted);
	if (verb !== undefined) return await execute(verb.command, await verb.load(), argv);
	const nearest = findNearestName(
		wanted,
		VERBS.map(({ command }) => command.name),
	);
	const guess = nearest === undefined ? "" : `; did you mean ${nearest}?`;
	const error = new BusError("USAGE", `Cannot run "${wanted}": no such verb${guess}`, {
		hint: "waitbus --help",
	});
	return report(error, { terminal, isJson: argv.includes("--json") });
}

function overview(): string {
	const width = Math.max(...VERBS.map(({ command }) => command.name.length)) + 2;
	return [
		"waitbus: whoever waits is woken the moment something on this machine finishes or fails",
		"",
		"Usage: waitbus VERB [flags]",
		"",
		...VERBS.map(({ command }) => `  ${command.name.padEnd(width)}${command.summary}`),
		"",
		"waitbus VERB --help shows the flags of a verb, with examples.",
		"",
		"In one terminal:   waitbus wait --source demo",
		"In another:        waitbus emit --source demo --event-type finished --conclusion success",
		"",
		`What a coding agent should know of it: ${resolve(PROGRAM, "../../skills/waitbus/SKILL.md")}`,
	].join("\n");
}
