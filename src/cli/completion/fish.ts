import type { Command, Flag } from "../command.js";
import { argumentsOf, HELP_FLAG } from "./words.js";

export function toFishScript(commands: readonly Command[]): string {
	return [
		"# Completion of waitbus for fish: waitbus completion fish > ~/.config/fish/completions/waitbus.fish",
		"complete -c waitbus -f",
		...commands.map(
			({ name, summary }) => `complete -c waitbus -n __fish_use_subcommand -a ${name} -d ${quote(summary)}`,
		),
		...commands.flatMap(toLines),
	].join("\n");
}

function toLines(command: Command): readonly string[] {
	const start = `complete -c waitbus -n ${quote(`__fish_seen_subcommand_from ${command.name}`)}`;
	const values = argumentsOf(command);
	return [
		...(values.length === 0 ? [] : [`${start} -a ${quote(values.join(" "))}`]),
		...[...command.flags, HELP_FLAG].map((flag) => `${start} ${toOptions(flag)}`),
	];
}

function toOptions(flag: Flag): string {
	const short = flag.short === undefined ? "" : ` -s ${flag.short}`;
	return `-l ${flag.name}${short}${toValue(flag)} -d ${quote(flag.summary)}`;
}

function toValue({ value, choices }: Flag): string {
	if (value === undefined) return "";
	if (choices === undefined) return " -x";
	if (choices === "files") return " -r -F";
	return ` -x -a ${quote(choices === "sources" ? "(waitbus completion --sources 2>/dev/null)" : choices.join(" "))}`;
}

function quote(text: string): string {
	return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
