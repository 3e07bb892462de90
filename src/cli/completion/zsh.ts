import type { Command, Flag } from "../command.js";
import { argumentsOf, flagNames, HELP_FLAG } from "./words.js";

export function toZshScript(commands: readonly Command[]): string {
	return `#compdef waitbus
# Completion of waitbus for zsh. Into a directory of $fpath: waitbus completion zsh > ~/.zfunc/_waitbus
_waitbus_sources() {
	local -a sources
	sources=(\${(f)"$(waitbus completion --sources 2>/dev/null)"})
	compadd -a sources
}

_waitbus() {
	local -a verbs
	verbs=(
${commands.map(({ name, summary }) => `\t\t${quote(`${name}:${summary}`)}`).join("\n")}
	)
	if ((CURRENT == 2)); then
		_describe verb verbs
		return
	fi
	local verb=$words[2]
	shift words
	((CURRENT--))
	case $verb in
		help) _describe verb verbs ;;
${commands.map(toCase).join("\n")}
	esac
}

if [[ $funcstack[1] == _waitbus ]]; then
	_waitbus "$@"
else
	compdef _waitbus waitbus
fi`;
}

function toCase(command: Command): string {
	const rest = (command.takesProgram ?? false) !== false ? ["'*:::command:_normal'"] : [];
	const values = argumentsOf(command);
	const first = values.length === 0 ? [] : [quote(`1:shell:(${values.join(" ")})`)];
	const specs = [...[...command.flags, HELP_FLAG].flatMap(toSpecs), ...first, ...rest];
	return `\t\t${command.name}) _arguments -s ${specs.map((spec) => `\\\n\t\t\t${spec}`).join(" ")} ;;`;
}

/** One spec for each spelling of a flag; a flag that was given is not offered again unless it may be. */
function toSpecs(flag: Flag): readonly string[] {
	const names = flagNames(flag);
	const before = flag.isRepeatable === true ? "*" : `(${names.join(" ")})`;
	const summary = flag.summary.replace(/[\\[\]:]/g, "\\$&");
	return names.map((name) => quote(`${before}${name}[${summary}]${toAction(flag)}`));
}

function toAction({ value, choices }: Flag): string {
	if (value === undefined) return "";
	if (choices === "files") return `:${value}:_files`;
	if (choices === "sources") return `:${value}:_waitbus_sources`;
	return `:${value.replaceAll(":", "\\:")}:${choices === undefined ? "" : `(${choices.join(" ")})`}`;
}

function quote(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}
