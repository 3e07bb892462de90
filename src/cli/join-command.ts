import { NO_START_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";

export const joinCommand: Command = {
	name: "join",
	summary: "run a command as an agent of the bus, which is missed at once when it dies",
	usage: "join NAME [--vendor NAME] [--session ID] -- COMMAND …",
	details: [
		"Registers NAME, runs the command with its terminal, signals and exit code kept, and says goodbye when it ends with 0. Any other end, and that of waitbus itself, is a death: the others hear agent_lost. What the command starts belongs to the agent, so waitbus send, inbox and claim act in its name.",
	],
	flags: [
		{ name: "vendor", value: "NAME", example: "my-tool", summary: "What kind of agent it is" },
		{ name: "session", value: "ID", example: "7f3a", summary: "The vendor's own id of the session" },
		NO_START_FLAG,
	],
	examples: [
		{ command: "waitbus join reviewer -- my-agent --review", tells: "waitbus agents shows it until it ends" },
	],
	maxArguments: 1,
	takesProgram: true,
};
