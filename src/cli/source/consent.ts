/** Whoever adds a plugin sees what it is and what it asks for, and says yes or no. */
import { BusError } from "../../errors.js";
import type { Inspection } from "../../plugins/inspect-plugin.js";
import { listUnheld } from "../../plugins/node-flags.js";
import { listPermissions, type Permissions, selectPermissions } from "../../plugins/permissions.js";
import { askYes, isSomebodyHere } from "../ask.js";
import type { FlagValues } from "../command.js";
import type { Workshop } from "./workshop.js";

export interface ConsentOptions {
	/** What was granted before. */
	readonly previous: Permissions | undefined;
	/** In what it differs from the one that was trusted. */
	readonly change: string | undefined;
	/** The command to type when nobody can be asked. */
	readonly command: string;
}

/**
 * What is granted.
 * @throws BusError PLUGIN_UNTRUSTED, PLUGIN_CHANGED when the answer is no, or nobody can be asked; USAGE
 */
export function askConsent(
	inspection: Inspection,
	options: ConsentOptions,
	{ flags, terminal }: Pick<Workshop, "flags" | "terminal">,
): Permissions {
	const { permissions: asked, name } = inspection.manifest;
	const { previous, change, command } = options;
	for (const line of describePlugin(inspection)) terminal.tell(line);
	const isRefused = change !== undefined && !flags.isSet("accept-change");
	const granted = readFlags(asked, flags) ?? keepGranted(asked, previous);
	if (granted !== undefined && !isRefused) return granted;
	if (isRefused) terminal.tell(`  CHANGED   ${change}`);
	if (isSomebodyHere()) {
		const question = isRefused ? "Trust it all the same?" : "Grant this, and trust it from now on?";
		if (askYes(terminal, question)) return granted ?? asked;
		throw new BusError("PLUGIN_UNTRUSTED", `Cannot use plugin "${name}": the answer was no`);
	}
	if (isRefused)
		throw new BusError("PLUGIN_CHANGED", `Cannot use plugin "${name}": ${change}`, {
			hint: `If that is as it should be: ${command} --accept-change`,
		});
	throw new BusError(
		"PLUGIN_UNTRUSTED",
		`Cannot use plugin "${name}": nobody is here to grant what it asks for`,
		{
			hint: `${command} --yes`,
		},
	);
}

function describePlugin({ manifest, identity, provenance }: Inspection): readonly string[] {
	const { name, summary, eventTypes, permissions } = manifest;
	const asked = listPermissions(permissions);
	const notes = listUnheld(permissions);
	return [
		`${identity.package} ${identity.version}: ${summary}`,
		`  source    ${name}, with events ${eventTypes.join(", ")}`,
		...(identity.integrity === undefined ? [] : [`  tarball   ${identity.integrity}`]),
		provenance.state === "verified"
			? `  publisher ${provenance.publisher.workflow}, verified${provenance.note === undefined ? "" : ` (${provenance.note})`}`
			: `  publisher not known: ${provenance.why}`,
		...(asked.length === 0 ? ["  asks for  nothing"] : asked.map((each) => `  asks for  ${each}`)),
		...notes.map((note) => `  note      ${note}`),
	];
}

function readFlags(asked: Permissions, flags: FlagValues): Permissions | undefined {
	if (flags.isSet("yes")) return asked;
	const words = flags.texts("grant");
	if (words.length === 0) return undefined;
	const known = listPermissions(asked);
	const unknown = words.find((word) => !known.includes(word));
	if (unknown !== undefined)
		throw new BusError("USAGE", `Cannot grant "${unknown}": it does not ask for that`, {
			hint: known.length === 0 ? "It asks for nothing: --yes" : `It asks for ${known.join(", ")}`,
		});
	return selectPermissions(asked, words);
}

/** Whoever asks for no more than before need not be asked about again. */
function keepGranted(asked: Permissions, previous: Permissions | undefined): Permissions | undefined {
	const granted = previous === undefined ? [] : listPermissions(previous);
	return listPermissions(asked).every((each) => granted.includes(each)) ? previous : undefined;
}
