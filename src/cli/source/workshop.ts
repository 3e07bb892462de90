/** What the verbs about plugins work with. One of them works at a time. */
import { resolveAddress } from "../../client/address.js";
import { BusClient } from "../../client/bus-client.js";
import { BusError } from "../../errors.js";
import { ensureDirectory } from "../../platform/directories.js";
import { readHost } from "../../platform/host.js";
import { acquireInstanceLock } from "../../platform/instance-lock.js";
import { openLibc } from "../../platform/libc.js";
import { type Paths, resolvePaths } from "../../platform/paths.js";
import type { TrustedRootOptions } from "../../plugins/trusted-root.js";
import type { FlagValues, Invocation } from "../command.js";
import type { Terminal } from "../terminal.js";

export interface Workshop {
	readonly paths: Paths;
	readonly flags: FlagValues;
	readonly terminal: Terminal;
	/** Which keys of Sigstore to believe. */
	readonly keys: TrustedRootOptions;
}

/** @throws BusError PATH_INVALID, and PLUGIN_NOT_INSTALLED while another one works */
export async function inWorkshop<T>(
	{ flags, terminal }: Invocation,
	work: (workshop: Workshop) => Promise<T>,
): Promise<T> {
	const host = readHost();
	const paths = resolvePaths(host);
	ensureDirectory(paths.stateDir, { uid: host.uid, variable: "WAITBUS_STATE_DIR" });
	ensureDirectory(paths.configDir, { uid: host.uid, variable: "WAITBUS_CONFIG_DIR" });
	const lock = acquireInstanceLock(await openLibc(), `${paths.stateDir}/plugins.lock`, {
		pid: process.pid,
		startedAtMs: Date.now(),
		socketPath: "",
		version: __WAITBUS_VERSION__,
	});
	if (lock === undefined)
		throw new BusError("PLUGIN_NOT_INSTALLED", "Cannot change plugins: another waitbus source is doing so", {
			hint: "Try again when it has ended",
		});
	try {
		const keys = { cachePath: `${paths.stateDir}/sigstore`, path: flags.text("trusted-root") };
		return await work({ paths, flags, terminal, keys });
	} finally {
		lock.release();
	}
}

/** Has the daemon take a change over, if one runs: the next one reads it when it starts. */
export async function tellDaemon(): Promise<void> {
	const bus = new BusClient(resolveAddress({ autostart: false }));
	try {
		await bus.reload();
	} catch (error) {
		if (!(error instanceof BusError) || error.code !== "DAEMON_UNREACHABLE") throw error;
	} finally {
		await bus.close();
	}
}
