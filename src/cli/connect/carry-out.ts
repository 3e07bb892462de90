/** What `connect` and `disconnect` have in common: whom they mean, and that they show their changes before they write. */
import { BusError } from "../../errors.js";
import { readHost } from "../../platform/host.js";
import { resolvePaths } from "../../platform/paths.js";
import { applyChanges } from "../../vendors/apply-changes.js";
import type { Connection, Place, VendorFile } from "../../vendors/connection.js";
import type { Change } from "../../vendors/plan-connection.js";
import { isVendor, loadConnection, type Vendor, VENDORS } from "../../vendors/vendors.js";
import { askYes, isSomebodyHere } from "../ask.js";
import type { Command, Invocation } from "../command.js";
import { usage } from "../parse-arguments.js";
import { findPlace } from "./place.js";
import { toDiff } from "./show-changes.js";

export interface Target {
	readonly verb: string;
	readonly vendor: Vendor;
	readonly connection: Connection;
	readonly place: Place;
	readonly files: readonly VendorFile[];
	readonly recordsDir: string;
}

/** @throws BusError USAGE, PATH_INVALID */
export async function findTarget(command: Command, { arguments: words, flags }: Invocation): Promise<Target> {
	const [vendor] = words;
	const known = VENDORS.join(", ");
	if (vendor === undefined) throw usage(command, `a coding agent is wanted, one of ${known}`);
	if (!isVendor(vendor)) throw usage(command, `"${vendor}" is none of ${known}`);
	const connection = await loadConnection(vendor);
	const place = findPlace(flags.isSet("project") ? "project" : "user");
	return {
		verb: command.name,
		vendor,
		connection,
		place,
		files: connection.files(place),
		recordsDir: resolvePaths(readHost()).connectionsDir,
	};
}

/**
 * Shows the changes, and writes them if that is wanted.
 * @returns false when the answer was no
 * @throws BusError USAGE when nobody can be asked, PATH_INVALID, VENDOR_FILE_INVALID
 */
export function carryOut(
	changes: readonly Change[],
	{ verb, vendor, place: { scope }, recordsDir, invocation }: Target & { readonly invocation: Invocation },
): boolean {
	const { flags, terminal } = invocation;
	const isDryRun = flags.isSet("dry-run");
	for (const line of toDiff(changes)) {
		if (isDryRun) terminal.print(line);
		else terminal.tell(line);
	}
	if (isDryRun) return true;
	if (!flags.isSet("yes") && !isSomebodyHere())
		throw new BusError("USAGE", `Cannot ${verb} ${vendor}: nobody is here to say yes to the changes`, {
			hint: `waitbus ${verb} ${vendor}${scope === "project" ? " --project" : ""} --yes`,
		});
	if (!flags.isSet("yes") && !askYes(terminal, "Write this?")) {
		terminal.tell("waitbus: nothing has been written");
		return false;
	}
	applyChanges(changes, { scope, recordsDir });
	return true;
}
