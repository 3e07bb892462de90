/** `waitbus source add PACKAGE`: installs a plugin, and has it trusted. */
import { BusError } from "../../errors.js";
import { addSection, readPluginPackages } from "../../plugins/config-file.js";
import { inspectPlugin } from "../../plugins/inspect-plugin.js";
import { stagePackage } from "../../plugins/install-package.js";
import type { Manifest } from "../../plugins/manifest.js";
import { RESERVED_NAMES } from "../../plugins/reserved-names.js";
import type { Invocation } from "../command.js";
import { recordTrust } from "./trust.js";
import { inWorkshop, tellDaemon, type Workshop } from "./workshop.js";

export async function addPlugin(spec: string, invocation: Invocation): Promise<void> {
	await inWorkshop(invocation, (workshop) => add(spec, workshop));
	await tellDaemon();
}

async function add(spec: string, workshop: Workshop): Promise<void> {
	const { paths, terminal, keys } = workshop;
	const staged = await stagePackage(spec, paths.pluginsDir);
	try {
		const { name, packageName } = staged.manifest;
		const isThere = isInConfig(staged.manifest, readPluginPackages(paths.configPath));
		const inspection = await inspectPlugin(staged, keys);
		recordTrust(inspection, workshop, {
			command: `waitbus source add ${spec}`,
			settle: () => staged.install(),
		});
		if (!isThere) addSection(paths.configPath, name, packageName);
		terminal.print(`added ${name}: waitbus wait --source ${name}`);
	} finally {
		staged.discard();
	}
}

/** @throws BusError PLUGIN_INVALID when another source has its name */
function isInConfig({ name, packageName }: Manifest, packages: Readonly<Record<string, string>>): boolean {
	const other = packages[name];
	if (other === packageName) return true;
	if (other === undefined && !RESERVED_NAMES.includes(name)) return false;
	const owner = other ?? "waitbus itself";
	throw new BusError(
		"PLUGIN_INVALID",
		`Cannot add "${packageName}": its source is called ${name}, and so is one of ${owner}`,
		other === undefined ? {} : { hint: `waitbus source remove ${name}` },
	);
}
