/** `waitbus source trust NAME`: accepts a plugin as it is now. */
import { BusError } from "../../errors.js";
import { keepAttestation } from "../../plugins/attestation.js";
import { readPluginPackages } from "../../plugins/config-file.js";
import { findChange, type Inspection, inspectPlugin } from "../../plugins/inspect-plugin.js";
import { readManifest } from "../../plugins/manifest.js";
import type { Permissions } from "../../plugins/permissions.js";
import { findPlaces, type PluginPlaces } from "../../plugins/places.js";
import { readTrustFile, type Trust, writeTrustFile } from "../../plugins/trust-file.js";
import type { Invocation } from "../command.js";
import { askConsent } from "./consent.js";
import { inWorkshop, tellDaemon, type Workshop } from "./workshop.js";

export async function trustPlugin(name: string, invocation: Invocation): Promise<void> {
	await inWorkshop(invocation, (workshop) => trust(name, workshop));
	await tellDaemon();
}

async function trust(name: string, workshop: Workshop): Promise<void> {
	const { paths, terminal, keys } = workshop;
	const places = findPlaces(paths.pluginsDir, name, findPackage(name, paths));
	const inspection = await inspectPlugin({ manifest: readManifest(places.packageDirectory), places }, keys);
	recordTrust(inspection, workshop, { command: `waitbus source trust ${name}`, settle: () => places });
	terminal.print(`trusted ${name}`);
}

/** The package that config.toml names for the source. @throws BusError USAGE */
export function findPackage(name: string, { configPath }: Workshop["paths"]): string {
	const packages = readPluginPackages(configPath);
	const found = packages[name];
	if (found !== undefined) return found;
	const known = Object.keys(packages).join(", ");
	throw new BusError("USAGE", `Cannot find plugin "${name}": config.toml has no [plugins.${name}]`, {
		hint: known === "" ? "waitbus source add PACKAGE" : `There are ${known}`,
	});
}

interface TrustOptions {
	/** What to type again, with a flag that answers the question. */
	readonly command: string;
	/** Called when it is trusted. @returns where its parts lie */
	readonly settle: () => PluginPlaces;
}

/** Asks, and writes the answer down. @throws BusError PLUGIN_UNTRUSTED, PLUGIN_CHANGED, USAGE */
export function recordTrust(
	inspection: Inspection,
	workshop: Workshop,
	{ command, settle }: TrustOptions,
): void {
	const { name } = inspection.manifest;
	const { trustPath } = workshop.paths;
	const trusted = readTrustFile(trustPath);
	const before = trusted[name];
	const change = before === undefined ? undefined : findChange(inspection, before);
	const granted = askConsent(inspection, { previous: before?.granted, change, command }, workshop);
	const places = settle();
	const { provenance, identity } = inspection;
	if (provenance.state === "verified") keepAttestation(provenance.bundle, identity, places);
	writeTrustFile(trustPath, { ...trusted, [name]: toTrust(inspection, granted) });
}

function toTrust({ identity, provenance }: Inspection, granted: Permissions): Trust {
	const publisher = provenance.state === "verified" ? { publisher: provenance.publisher } : {};
	return { ...identity, ...publisher, trusted_at: new Date().toISOString(), granted };
}
