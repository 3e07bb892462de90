/** `waitbus disconnect`: takes away what `waitbus connect` has written. */
import { EXIT_CODES } from "../errors.js";
import { planDisconnecting } from "../vendors/plan-connection.js";
import type { Invocation } from "./command.js";
import { carryOut } from "./connect/carry-out.js";
import { findTargets, type Target } from "./connect/find-targets.js";
import { disconnectCommand } from "./disconnect-command.js";

export async function runDisconnect(invocation: Invocation): Promise<number> {
	const targets = await findTargets(disconnectCommand, invocation);
	const isDone = targets.map((target) => disconnect(target, invocation));
	return isDone.every(Boolean) ? EXIT_CODES.done : EXIT_CODES.verdictFailure;
}

function disconnect(target: Target, invocation: Invocation): boolean {
	const { flags, terminal } = invocation;
	const changes = planDisconnecting(target.files, target.recordsDir);
	const { title } = target.connection;
	if (changes.length === 0) {
		terminal.print(`${title} is not connected`);
		return true;
	}
	if (!carryOut(changes, target, invocation)) return false;
	if (!flags.isSet("dry-run")) terminal.print(`${title} is no longer connected`);
	return true;
}
