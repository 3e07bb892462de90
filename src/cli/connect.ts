/** `waitbus connect`: a coding agent's own settings run waitbus from then on. */
import { EXIT_CODES } from "../errors.js";
import { planConnecting } from "../vendors/plan-connection.js";
import type { Invocation } from "./command.js";
import { carryOut, findTarget, type Target } from "./connect/carry-out.js";
import { connectCommand } from "./connect-command.js";

export async function runConnect(invocation: Invocation): Promise<number> {
	const { flags } = invocation;
	if (flags.isSet("list")) return await (await import("./connect/list.js")).list(invocation);
	const target = await findTarget(connectCommand, invocation);
	if (!connect(target, invocation)) return EXIT_CODES.verdictFailure;
	if (!flags.isSet("verify") || flags.isSet("dry-run")) return EXIT_CODES.done;
	return await (await import("./connect/verify.js")).verify(target, invocation);
}

/** Whether it is, or would be, connected afterwards. */
function connect(target: Target, invocation: Invocation): boolean {
	const { connection, place, recordsDir, files } = target;
	const { flags, terminal } = invocation;
	const say = (line: string) => (flags.isSet("json") ? undefined : terminal.print(line));
	const changes = planConnecting(files, recordsDir);
	if (changes.length === 0) say(`${connection.title} is already connected`);
	if (changes.length === 0) return true;
	if (!carryOut(changes, { ...target, invocation })) return false;
	if (flags.isSet("dry-run")) return true;
	say(`${connection.title} is connected; sessions that run already learn of it when they are restarted`);
	for (const line of connection.afterwards?.(place) ?? []) terminal.tell(`waitbus: ${line}`);
	return true;
}
