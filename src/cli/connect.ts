/** `waitbus connect`: a coding agent's own settings run waitbus from then on. */
import { EXIT_CODES } from "../errors.js";
import { planConnecting } from "../vendors/plan-connection.js";
import type { Invocation } from "./command.js";
import { carryOut } from "./connect/carry-out.js";
import { requireLasting } from "./connect/find-program.js";
import { findTargets, type Target } from "./connect/find-targets.js";
import { stateOf } from "./connect/state-of.js";
import { connectCommand } from "./connect-command.js";

export async function runConnect(invocation: Invocation): Promise<number> {
	if (invocation.flags.isSet("list")) return await (await import("./connect/list.js")).list(invocation);
	let exitCode: number = EXIT_CODES.done;
	for (const target of await findTargets(connectCommand, invocation)) {
		const isConnected = connect(target, invocation);
		const isProven = isConnected && (await prove(target, invocation));
		if (!isProven) exitCode = EXIT_CODES.verdictFailure;
	}
	return exitCode;
}

/** Whether it is, or would be, connected afterwards. */
function connect(target: Target, invocation: Invocation): boolean {
	const { connection, place, recordsDir, files } = target;
	const { flags, terminal } = invocation;
	const say = (line: string) => (flags.isSet("json") ? undefined : terminal.print(line));
	requireLasting(place.program);
	const changes = planConnecting(files, recordsDir);
	if (changes.length === 0) {
		say(`${connection.title} is already connected`);
		return true;
	}
	if (!carryOut(changes, target, invocation)) return false;
	if (flags.isSet("dry-run")) return true;
	say(`${connection.title} is connected; sessions that run already learn of it when they are restarted`);
	for (const line of connection.afterwards?.(place) ?? []) terminal.tell(`waitbus: ${line}`);
	tellIfTwice(target, invocation);
	return true;
}

function tellIfTwice({ vendor, connection, place }: Target, { terminal }: Invocation): void {
	const other = place.scope === "user" ? "project" : "user";
	if (stateOf(connection, other) !== "connected") return;
	const flag = other === "project" ? " --project" : "";
	terminal.tell(
		`waitbus: ${connection.title} is connected in ${other === "user" ? "your own files" : "the project's files"} too, and publishes each moment twice in this project: waitbus disconnect ${vendor}${flag}`,
	);
}

async function prove(target: Target, invocation: Invocation): Promise<boolean> {
	const { flags } = invocation;
	if (!flags.isSet("verify") || flags.isSet("dry-run")) return true;
	return await (await import("./connect/verify.js")).verify(target, invocation);
}
