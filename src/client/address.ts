/** Where this user's daemon listens, and whether this process may start it. */
import { resolve } from "node:path";
import { BusError } from "../errors.js";
import { type Host, readHost } from "../platform/host.js";
import { resolvePaths } from "../platform/paths.js";
import { checkSocketPath } from "../platform/socket-path.js";
import type { DaemonAddress } from "./open-connection.js";

/** Which bus `connect` talks to, and whether it may start the daemon; by default that of this user, and yes. */
export interface AddressOptions {
	/** @default this process's own */
	readonly host?: Host;
	/** Start a daemon when none listens. @default true, unless WAITBUS_AUTOSTART is 0 */
	readonly autostart?: boolean;
	/** The JavaScript file of the `waitbus` command. @default the one of this package */
	readonly program?: string;
}

/** The JavaScript file of this package's `waitbus` command. */
export const PROGRAM = resolve(__WAITBUS_DIRECTORY__, __WAITBUS_BIN__);

/** @throws BusError PATH_INVALID, CONFIG_INVALID */
export function resolveAddress(options: AddressOptions = {}): DaemonAddress {
	const host = options.host ?? readHost();
	const { socketPath } = resolvePaths(host);
	checkSocketPath(socketPath, host.platform);
	const mayStart = options.autostart ?? isAutostartOn(host.env);
	return {
		socketPath,
		env: host.env,
		startProgram: mayStart ? (options.program ?? PROGRAM) : undefined,
	};
}

/** @throws BusError CONFIG_INVALID */
export function isAutostartOn(env: NodeJS.ProcessEnv): boolean {
	const value = env["WAITBUS_AUTOSTART"];
	if (value === undefined || value === "" || value === "1") return true;
	if (value === "0") return false;
	throw new BusError("CONFIG_INVALID", `Cannot use WAITBUS_AUTOSTART "${value}": it is neither 0 nor 1`, {
		hint: "unset WAITBUS_AUTOSTART",
	});
}
