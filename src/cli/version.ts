/** `waitbus version`: this program's version, and the daemon's when it is another one. */
import { resolveAddress } from "../client/address.js";
import { BusClient, PROTOCOL_VERSION } from "../client/bus-client.js";
import { isNewerVersion } from "../client/other-build.js";
import { EXIT_CODES } from "../errors.js";
import type { Invocation } from "./command.js";

// A daemon that hangs must not hold up the question who we are.
const DAEMON_LIMIT_MS = 1_000;

export async function runVersion({ flags, terminal }: Invocation): Promise<number> {
	const daemon = await findDaemonVersion();
	const version = __WAITBUS_VERSION__;
	if (flags.isSet("json")) {
		terminal.print(
			JSON.stringify({ version, node: process.versions.node, daemon, protocol: PROTOCOL_VERSION }),
		);
	} else {
		terminal.print(`waitbus ${version}`);
	}
	const advice = daemon === null ? undefined : adviseOn(version, daemon);
	if (advice !== undefined) terminal.tell(advice);
	return EXIT_CODES.done;
}

async function findDaemonVersion(): Promise<string | null> {
	try {
		const bus = new BusClient(resolveAddress({ autostart: false }));
		return await bus.daemonVersion({ signal: AbortSignal.timeout(DAEMON_LIMIT_MS) });
	} catch {
		// None runs, or it does not answer; `waitbus status` says which.
		return null;
	}
}

/** What to do when the two differ. */
export function adviseOn(version: string, daemon: string): string | undefined {
	if (version === daemon) return undefined;
	const remedy = isNewerVersion(version, daemon)
		? "restart it with: waitbus stop (the next command starts the new one)"
		: "update this program with: npm install --global waitbus";
	return `waitbus: the daemon that runs is version ${daemon}; ${remedy}`;
}
