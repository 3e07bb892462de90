/** A plugin as a source of the daemon: known by its manifest, run only as the one that its user trusts. */
import { realpathSync } from "node:fs";
import { BusError } from "../errors.js";
import type { Availability, SourceDefinition } from "../sources/source.js";
import type { PluginConfig } from "./config.js";
import { placeContractPackage } from "./contract-package.js";
import { findDistrust } from "./find-distrust.js";
import { readIdentity } from "./identity.js";
import type { Manifest } from "./manifest.js";
import { toNodeFlags } from "./node-flags.js";
import { intersect, NO_PERMISSIONS } from "./permissions.js";
import { findPlaces } from "./places.js";
import { PluginProcess } from "./plugin-process.js";
import { runPlugin } from "./run-plugin.js";
import { findRunner } from "./runner-path.js";
import type { Trust } from "./trust-file.js";

export interface PluginSourceOptions {
	readonly plugin: PluginConfig;
	readonly pluginsDir: string;
	readonly manifest: Manifest;
	/** Undefined when nobody trusts it. */
	readonly trust: Trust | undefined;
}

export function createPluginSource(options: PluginSourceOptions): SourceDefinition {
	const { plugin, manifest } = options;
	const { name, config } = plugin;
	const { summary, eventTypes, fields } = manifest;
	return {
		name,
		summary,
		eventTypes,
		fields,
		createTestDraft: () => ({
			source: name,
			event_type: eventTypes[0] ?? "test",
			summary: `test of ${name}`,
		}),
		findAvailability: ({ signal }) => findAvailability(options, signal),
		run: (context) => {
			const start = (): PluginProcess => startProcess(options, context.env);
			return runPlugin({ name, eventTypes, start }, { ...context, config });
		},
	};
}

/** In place of a plugin that cannot be read. */
export function createUnreadableSource(name: string, error: BusError): SourceDefinition {
	return {
		name,
		summary: "a plugin that cannot be read",
		eventTypes: [],
		fields: {},
		createTestDraft: () => {
			throw error;
		},
		findAvailability: () => Promise.resolve(refuse(error.message, error.code, error.hint)),
		run: () => Promise.reject(error),
	};
}

async function findAvailability(
	{ plugin: { name, package: from }, pluginsDir, manifest, trust }: PluginSourceOptions,
	signal: AbortSignal,
): Promise<Availability> {
	try {
		const identity = await readIdentity(manifest, findPlaces(pluginsDir, name, from), signal);
		const distrust = findDistrust(identity, trust);
		if (distrust === undefined) return { isAvailable: true };
		return refuse(distrust.reason, distrust.code, `waitbus source trust ${name}`);
	} catch (error) {
		if (!(error instanceof BusError)) throw error;
		return refuse(error.message, error.code, error.hint);
	}
}

function refuse(reason: string, code: string, hint = "waitbus source list"): Availability {
	return { isAvailable: false, reason: `${reason} [${code}]`, hint, isFinal: true };
}

function startProcess(
	{ plugin: { name, package: from }, pluginsDir, manifest, trust }: PluginSourceOptions,
	env: NodeJS.ProcessEnv,
): PluginProcess {
	const granted = intersect(manifest.permissions, trust?.granted ?? NO_PERMISSIONS);
	const [runnerPath, modulePath] = [findRunner(), realpathSync(manifest.modulePath)];
	const ownPaths = [runnerPath, findPlaces(pluginsDir, name, from).root, placeContractPackage(pluginsDir)];
	return new PluginProcess({
		// The permission model looks at where a path leads.
		nodeFlags: toNodeFlags({ granted, ownPaths: ownPaths.map((path) => realpathSync(path)) }),
		runnerPath,
		modulePath,
		env: Object.fromEntries(granted.env.map((variable) => [variable, env[variable]])),
	});
}
