/** The daemon that runs is of another build than this client, and one does not understand the other. */
import { BusError } from "../errors.js";

/**
 * @param what In words, what one of them said that the other cannot read.
 * @param daemonVersion Where it is known.
 */
export function otherBuild(what: string, daemonVersion?: string): BusError {
	const own = __WAITBUS_VERSION__;
	const isOlder = daemonVersion !== undefined && isNewerVersion(daemonVersion, own);
	const which = daemonVersion === undefined || daemonVersion === own ? "" : ` (${daemonVersion}, not ${own})`;
	return new BusError(
		"VERSION_MISMATCH",
		`Cannot talk to the daemon that runs, it is of another build of waitbus${which}: ${what}`,
		{
			hint: isOlder
				? "npm install --global waitbus"
				: "waitbus stop (the next command starts a daemon of this build)",
		},
	);
}

export function isNewerVersion(version: string, other: string): boolean {
	return version.localeCompare(other, "en", { numeric: true }) > 0;
}
