import type { Command } from "./command.js";

export const SHELLS = ["bash", "zsh", "fish"] as const;

export const completionCommand: Command = {
	name: "completion",
	summary: "print a completion script for bash, zsh or fish",
	usage: "completion bash|zsh|fish",
	details: [
		"The script completes verbs, flags, values where there is a closed list of them, and for --source the sources the running daemon knows.",
	],
	flags: [
		{
			name: "sources",
			summary: "Print the sources the running daemon knows, one a line; the scripts ask so",
		},
	],
	examples: [
		{ command: "source <(waitbus completion bash)", tells: "For bash: put this line into ~/.bashrc" },
		{ command: "waitbus completion zsh > ~/.zfunc/_waitbus", tells: "For zsh: in a directory of $fpath" },
		{ command: "waitbus completion fish > ~/.config/fish/completions/waitbus.fish", tells: "For fish" },
	],
	maxArguments: 1,
};
