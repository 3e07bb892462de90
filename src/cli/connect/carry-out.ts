/** What `connect` and `disconnect` change is shown before it is written, and its user says yes. */
import { BusError } from "../../errors.js";
import { applyChanges } from "../../vendors/apply-changes.js";
import type { Change } from "../../vendors/plan-connection.js";
import { askYes, isSomebodyHere } from "../ask.js";
import type { Invocation } from "../command.js";
import type { Target } from "./find-targets.js";
import { toDiff } from "./show-changes.js";

/**
 * Shows the changes, and writes them if that is wanted.
 * @returns false when the answer was no
 * @throws BusError USAGE when nobody can be asked, PATH_INVALID, VENDOR_FILE_INVALID
 */
export function carryOut(
	changes: readonly Change[],
	{ verb, vendor, place: { scope }, recordsDir }: Target,
	{ flags, terminal }: Invocation,
): boolean {
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
