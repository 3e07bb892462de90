import { resolveAddress } from "../client/address.js";
import { BusClient, type DaemonStatus } from "../client/bus-client.js";
import { BusError } from "../errors.js";

/** Lets the daemon see what has changed. Undefined when none runs: the next one reads all of it when it starts. */
export async function reloadDaemon(): Promise<DaemonStatus | undefined> {
	try {
		return await new BusClient(resolveAddress({ autostart: false })).reload();
	} catch (error) {
		if (error instanceof BusError && error.code === "DAEMON_UNREACHABLE") return undefined;
		throw error;
	}
}
