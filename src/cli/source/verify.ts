/** `waitbus source verify NAME`: whether a plugin still is the one that was trusted, and who published it. */
import { BusError } from "../../errors.js";
import { findDistrust } from "../../plugins/find-distrust.js";
import { inspectPlugin, type Provenance } from "../../plugins/inspect-plugin.js";
import { readManifest } from "../../plugins/manifest.js";
import { listPermissions } from "../../plugins/permissions.js";
import { findPlaces } from "../../plugins/places.js";
import { readTrustFile } from "../../plugins/trust-file.js";
import type { Invocation } from "../command.js";
import { findPackage } from "./trust.js";
import { inWorkshop, type Workshop } from "./workshop.js";

/** @throws BusError PLUGIN_CHANGED, PLUGIN_UNTRUSTED, PROVENANCE_INVALID */
export async function verifyPlugin(name: string, invocation: Invocation): Promise<void> {
	await inWorkshop(invocation, (workshop) => verify(name, workshop));
}

async function verify(name: string, { paths, flags, terminal, keys }: Workshop): Promise<void> {
	const places = findPlaces(paths.pluginsDir, name, findPackage(name, paths));
	const { identity, provenance } = await inspectPlugin(
		{ manifest: readManifest(places.packageDirectory), places },
		keys,
	);
	const trust = readTrustFile(paths.trustPath)[name];
	const distrust = findDistrust(identity, trust);
	if (trust === undefined || distrust !== undefined)
		throw new BusError(
			distrust?.code ?? "PLUGIN_UNTRUSTED",
			`Cannot trust plugin "${name}": ${distrust?.reason}`,
			{
				hint: `waitbus source trust ${name}`,
			},
		);
	const granted = listPermissions(trust.granted);
	const { integrity = null, package: packageName, version } = identity;
	const publisher = provenance.state === "verified" ? provenance.publisher : null;
	if (flags.isSet("json")) {
		const report = {
			name,
			package: packageName,
			version,
			integrity,
			publisher,
			publisher_note: noteOf(provenance),
			granted,
		};
		return terminal.print(JSON.stringify(report));
	}
	terminal.print(`${name} is ${packageName} ${version}, as it was trusted on ${trust.trusted_at}`);
	if (integrity !== null) terminal.print(`  tarball   ${integrity}`);
	terminal.print(
		`  publisher ${publisher === null ? "not known" : `${publisher.workflow}, verified`}${noteOf(provenance) === null ? "" : `: ${noteOf(provenance)}`}`,
	);
	for (const each of granted.length === 0 ? ["nothing"] : granted) terminal.print(`  granted   ${each}`);
}

function noteOf(provenance: Provenance): string | null {
	return (provenance.state === "verified" ? provenance.note : provenance.why) ?? null;
}
