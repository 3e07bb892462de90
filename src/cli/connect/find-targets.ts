/** Whom `connect` and `disconnect` mean, and in whose files. */
import { BusError } from "../../errors.js";
import { readHost } from "../../platform/host.js";
import { resolvePaths } from "../../platform/paths.js";
import type { Connection, Place, VendorFile } from "../../vendors/connection.js";
import { isVendor, loadConnection, type Vendor, VENDORS } from "../../vendors/vendors.js";
import type { Command, Invocation } from "../command.js";
import { usage } from "../parse-arguments.js";
import { findOnPath } from "./find-program.js";
import { findPlace } from "./place.js";

export interface Target {
	readonly verb: string;
	readonly vendor: Vendor;
	readonly connection: Connection;
	readonly place: Place;
	readonly files: readonly VendorFile[];
	readonly recordsDir: string;
}

/** One, or for `all` every vendor that is installed. @throws BusError USAGE, PATH_INVALID */
export async function findTargets(
	command: Command,
	{ arguments: [word], flags, env }: Invocation,
): Promise<readonly Target[]> {
	const known = `${VENDORS.join(", ")} or all`;
	if (word === undefined) throw usage(command, `a coding agent is wanted: ${known}`);
	const place = findPlace(flags.isSet("project") ? "project" : "user");
	const recordsDir = resolvePaths(readHost()).connectionsDir;
	const toTarget = async (vendor: Vendor): Promise<Target> => {
		const connection = await loadConnection(vendor);
		const files = connection.files(place);
		return { verb: command.name, vendor, connection, place, files, recordsDir };
	};
	if (isVendor(word)) return [await toTarget(word)];
	if (word !== "all") throw usage(command, `"${word}" is none of ${known}`);
	const targets = await Promise.all(VENDORS.map(toTarget));
	const installed = targets.filter(({ connection: { binaries } }) =>
		binaries.some((name) => findOnPath(name, env) !== undefined),
	);
	if (installed.length > 0) return installed;
	throw new BusError("USAGE", `Cannot ${command.name} all: none of the coding agents is on your PATH`, {
		hint: `waitbus ${command.name} --help`,
	});
}
