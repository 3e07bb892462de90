import { JSON_FLAG, NO_START_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";

export const digestCommand: Command = {
	name: "digest",
	summary: "show what happened since an agent last looked, in few words",
	usage: "digest [--agent NAME] [--since WHEN]",
	details: [
		"Messages to the agent, agents that were lost, failed or need their human, runs of CI, leases that ended by themselves, and notices that nobody could be told: one line each, the newest of them as far as they fit. The bus keeps where NAME has looked up to, so that the next digest begins there; the first one begins a day ago. Messages stay unread.",
		"With delivery.digest_at_start = true in config.toml, the hooks of a session that starts tell it this by themselves.",
	],
	flags: [
		{
			name: "agent",
			value: "NAME",
			example: "reviewer",
			summary: "Who looks. Default: the agent that the caller belongs to, else the name of the user",
		},
		{
			name: "since",
			value: "WHEN",
			example: "2h",
			summary: "Begin there instead: an event id, a duration, a time or start",
		},
		{
			name: "max-bytes",
			value: "N",
			example: "2000",
			summary: "At most so many bytes of lines; the oldest are left out. Default: 4000",
		},
		{ name: "peek", summary: "Leave the place where the next digest begins as it is" },
		{ name: "quiet", short: "q", summary: "Print nothing when nothing has happened" },
		JSON_FLAG,
		NO_START_FLAG,
	],
	examples: [
		{ command: "waitbus digest --agent reviewer", tells: "What reviewer has missed" },
		{ command: "waitbus digest --since 2h --peek", tells: "The last two hours, without having looked" },
	],
};
