import { JSON_FLAG, NO_START_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";

export const agentsCommand: Command = {
	name: "agents",
	summary: "show who is here, since when, and what each is doing",
	usage: "agents [--gone]",
	details: [
		"An agent is a process that has registered: a coding agent, or whatever else wants to be missed when it dies. Each is working, waiting for permission, waiting on background work, idle, failed or gone. When one ends without a goodbye the bus says so at once, with the event agent_lost.",
	],
	flags: [
		{ name: "gone", summary: "Also those who left or were lost, the last fifty of them" },
		JSON_FLAG,
		NO_START_FLAG,
	],
	examples: [
		{ command: "waitbus agents", tells: "One line for each" },
		{
			command: "waitbus wait --source agent --event-type agent_lost --match agent=reviewer",
			tells: "Sleep until reviewer dies; exit code 1",
		},
	],
};
