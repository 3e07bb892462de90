/** `waitbus disconnect`: takes away what `waitbus connect` has written. */
import { EXIT_CODES } from "../errors.js";
import { planDisconnecting } from "../vendors/plan-connection.js";
import type { Invocation } from "./command.js";
import { carryOut, findTarget } from "./connect/carry-out.js";
import { disconnectCommand } from "./disconnect-command.js";

export async function runDisconnect(invocation: Invocation): Promise<number> {
	const { terminal } = invocation;
	const target = await findTarget(disconnectCommand, invocation);
	const changes = planDisconnecting(target.files, target.recordsDir);
	const { title } = target.connection;
	if (changes.length === 0) {
		terminal.print(`${title} is not connected`);
		return EXIT_CODES.done;
	}
	if (!carryOut(changes, { ...target, invocation })) return EXIT_CODES.verdictFailure;
	if (!invocation.flags.isSet("dry-run")) terminal.print(`${title} is no longer connected`);
	return EXIT_CODES.done;
}
