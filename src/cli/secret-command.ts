import { JSON_FLAG, NO_START_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";

export const SECRET_VERBS = ["set", "list", "remove"] as const;

export const secretCommand: Command = {
	name: "secret",
	summary: "set, list or remove the secrets of those who may post webhooks",
	usage: "secret set NAME [--file F] [--keep DURATION]  |  secret list  |  secret remove NAME",
	details: [
		"A value comes from standard input or a file, never from the command line, where every process could read it. It is kept in a file that you alone can read; list shows no value. The daemon takes a change over at once, and opens its webhook listener with the first secret; set starts one when none runs.",
		"Names are github-webhook-secret, alertmanager-secret, and hooks.NAME for each [hooks.NAME] of config.toml. Setting one again leaves the old value valid for a day, so that both sides need not change in the same moment; removing it takes all its values away.",
	],
	flags: [
		{
			name: "file",
			value: "FILE",
			example: "webhook.secret",
			choices: "files",
			summary: "Read the value from this file instead of standard input",
		},
		{
			name: "keep",
			value: "DURATION",
			example: "1h",
			summary: "How long the value that is replaced stays valid; 0s revokes it at once. Default: 1d",
		},
		JSON_FLAG,
		{
			...NO_START_FLAG,
			summary: "With set: start no daemon when none runs (also WAITBUS_AUTOSTART=0)",
		},
	],
	examples: [
		{
			command: "openssl rand -hex 32 | tee webhook.secret | waitbus secret set github-webhook-secret",
			tells: "A new secret, and a copy to paste into the webhook's settings at GitHub",
		},
		{ command: "waitbus secret set hooks.deploys --file deploys.secret", tells: "For a hook of config.toml" },
		{ command: "waitbus secret list", tells: "Which there are, without their values" },
	],
	maxArguments: 2,
};
