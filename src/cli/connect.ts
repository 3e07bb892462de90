/** `waitbus connect`: a coding agent's own settings run waitbus from then on. */
import { EXIT_CODES } from "../errors.js";
import { planConnecting } from "../vendors/plan-connection.js";
import type { Invocation } from "./command.js";
import { carryOut, findTarget } from "./connect/carry-out.js";
import { connectCommand } from "./connect-command.js";

export async function runConnect(invocation: Invocation): Promise<number> {
	const { terminal } = invocation;
	const target = await findTarget(connectCommand, invocation);
	const { connection, place, recordsDir, files } = target;
	const changes = planConnecting(files, recordsDir);
	if (changes.length === 0) {
		terminal.print(`${connection.title} is already connected`);
		return EXIT_CODES.done;
	}
	if (!carryOut(changes, { ...target, invocation })) return EXIT_CODES.verdictFailure;
	if (invocation.flags.isSet("dry-run")) return EXIT_CODES.done;
	terminal.print(
		`${connection.title} is connected; sessions that run already learn of it when they are restarted`,
	);
	for (const line of connection.afterwards?.(place) ?? []) terminal.tell(`waitbus: ${line}`);
	return EXIT_CODES.done;
}
