/** The directory of the socket. What the user named is used or refused; a default gives way to a safe one. */

import { resolve } from "node:path";
import { BusError } from "../errors.js";
import { findDirectoryFault } from "./directories.js";
import type { Host } from "./host.js";

export interface RuntimeDirectoryChoice {
	/** WAITBUS_RUNTIME_DIR, expanded. */
	readonly explicit: string | undefined;
	readonly stateDir: string;
}

/** @throws BusError PATH_INVALID when the explicit directory is not ours alone */
export function resolveRuntimeDirectory(host: Host, { explicit, stateDir }: RuntimeDirectoryChoice): string {
	if (explicit !== undefined) return requirePrivate(host, explicit);

	// Only the parent is looked at. Whether our own directory in it exists differs between the first
	// client and the daemon it starts, and they must agree.
	const { parent, name } = defaultRuntimeDirectory(host);
	return findDirectoryFault(parent, host.uid) === undefined ? `${parent}/${name}` : `${stateDir}/run`;
}

function requirePrivate(host: Host, path: string): string {
	const fault = findDirectoryFault(path, host.uid);
	if (fault === undefined || fault === "missing") return path;
	throw new BusError("PATH_INVALID", `Cannot use WAITBUS_RUNTIME_DIR "${path}": it is ${fault}`, {
		hint: "Name a directory that is yours alone (chmod 700), or one that does not exist yet",
	});
}

function defaultRuntimeDirectory({ env, platform, uid, temporaryDirectory }: Host): {
	parent: string;
	name: string;
} {
	const xdg = env["XDG_RUNTIME_DIR"];
	if (xdg?.startsWith("/")) return { parent: resolve(xdg), name: "waitbus" };
	if (platform === "darwin") return { parent: resolve(temporaryDirectory), name: `waitbus-${uid}` };
	return { parent: `/run/user/${uid}`, name: "waitbus" };
}
