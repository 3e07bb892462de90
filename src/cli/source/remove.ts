/** `waitbus source remove NAME`: takes away what `add` has added, and what the plugin has remembered. */
import { existsSync, rmSync } from "node:fs";
import { BusError } from "../../errors.js";
import { readPluginPackages, removeSection } from "../../plugins/config-file.js";
import { readTrustFile, writeTrustFile } from "../../plugins/trust-file.js";
import type { Invocation } from "../command.js";
import { inWorkshop, tellDaemon, type Workshop } from "./workshop.js";

export async function removePlugin(name: string, invocation: Invocation): Promise<void> {
	await inWorkshop(invocation, (workshop) => Promise.resolve(remove(name, workshop)));
	await tellDaemon();
}

function remove(name: string, { paths, terminal }: Workshop): void {
	const { configPath, trustPath, pluginsDir, stateDir } = paths;
	const { [name]: trust, ...others } = readTrustFile(trustPath);
	const directory = `${pluginsDir}/${name}`;
	const wasInConfig = removeSection(configPath, name);
	const isStillInConfig = name in readPluginPackages(configPath);
	if (trust === undefined && !wasInConfig && !isStillInConfig)
		throw new BusError("USAGE", `Cannot remove "${name}": there is no such plugin`, {
			hint: "waitbus source list",
		});
	if (trust !== undefined) writeTrustFile(trustPath, others);
	for (const path of [directory, `${stateDir}/source-${name}.json`])
		if (existsSync(path)) rmSync(path, { recursive: true, force: true });
	terminal.print(`removed ${name}`);
	if (isStillInConfig)
		terminal.tell(
			`waitbus: ${configPath} still has [plugins.${name}], which waitbus source add did not write`,
		);
}
