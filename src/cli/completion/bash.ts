import { CONCLUSIONS } from "../../event/event.js";
import type { Command, Flag } from "../command.js";
import { flagNames, wordsOf } from "./words.js";

export function toBashScript(commands: readonly Command[]): string {
	const verbs = [...commands.map(({ name }) => name), "help"].join(" ");
	return `# Completion of waitbus for bash. In ~/.bashrc: source <(waitbus completion bash)
_waitbus() {
	local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" verb="\${COMP_WORDS[1]}" index
	COMPREPLY=()
	if ((COMP_CWORD == 1)); then
		COMPREPLY=($(compgen -W "${verbs}" -- "$cur"))
		return
	fi
	# What follows -- is another program.
	for ((index = 2; index < COMP_CWORD; index++)); do
		if [[ \${COMP_WORDS[index]} == -- ]]; then
			((index == COMP_CWORD - 1)) && COMPREPLY=($(compgen -c -- "$cur"))
			return
		fi
	done
	# To bash, the = of --flag=value and of conclusion=value is a word of its own.
	if [[ $cur == = ]]; then
		cur=
	elif [[ $prev == = ]]; then
		prev="\${COMP_WORDS[COMP_CWORD-2]}"
	fi
	case "$verb $prev" in
		*" conclusion") COMPREPLY=($(compgen -W "${CONCLUSIONS.join(" ")}" -- "$cur")); return ;;
${commands.flatMap((command) => command.flags.flatMap((flag) => toValueCase(command, flag))).join("\n")}
	esac
	case "$verb" in
		help) COMPREPLY=($(compgen -W "${verbs}" -- "$cur")) ;;
${commands.map(toFlagsCase).join("\n")}
	esac
}
complete -o default -F _waitbus waitbus`;
}

function toValueCase({ name }: Command, flag: Flag): readonly string[] {
	if (flag.value === undefined) return [];
	const pattern = flagNames(flag)
		.map((word) => `"${name} ${word}"`)
		.join("|");
	return [`\t\t${pattern}) ${toReply(flag)}return ;;`];
}

function toReply({ choices }: Flag): string {
	if (choices === undefined) return "";
	if (choices === "files") return 'COMPREPLY=($(compgen -f -- "$cur")); ';
	const words =
		choices === "sources" ? '$("${COMP_WORDS[0]}" completion --sources 2>/dev/null)' : choices.join(" ");
	return `COMPREPLY=($(compgen -W "${words}" -- "$cur")); `;
}

function toFlagsCase(command: Command): string {
	return `\t\t${command.name}) COMPREPLY=($(compgen -W "${wordsOf(command).join(" ")}" -- "$cur")) ;;`;
}
