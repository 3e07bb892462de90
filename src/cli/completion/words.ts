/** What can be typed after a verb, the same for every shell. */
import { VENDORS } from "../../vendors/vendors.js";
import type { Command, Flag } from "../command.js";
import { completionCommand, SHELLS } from "../completion-command.js";
import { connectCommand } from "../connect-command.js";
import { disconnectCommand } from "../disconnect-command.js";
import { hookCommand } from "../hook-command.js";
import { SOURCE_VERBS, sourceCommand } from "../source-command.js";
import { SECRET_VERBS, secretCommand } from "../secret-command.js";

export const HELP_FLAG: Flag = { name: "help", short: "h", summary: "Show this help" };

/** `--source` and `-s` */
export function flagNames({ name, short }: Flag): readonly string[] {
	return [`--${name}`, ...(short === undefined ? [] : [`-${short}`])];
}

/** Its flags in their long form, and its arguments where there is a closed list of them. */
export function wordsOf(command: Command): readonly string[] {
	return [...argumentsOf(command), ...[...command.flags, HELP_FLAG].map(({ name }) => `--${name}`)];
}

export function argumentsOf({ name }: Command): readonly string[] {
	return ARGUMENTS[name] ?? [];
}

const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
	[sourceCommand.name]: SOURCE_VERBS,
	[secretCommand.name]: SECRET_VERBS,
	[connectCommand.name]: [...VENDORS, "all"],
	[disconnectCommand.name]: [...VENDORS, "all"],
	[hookCommand.name]: VENDORS,
	[completionCommand.name]: SHELLS,
};
