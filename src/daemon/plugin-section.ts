/** `[plugins.NAME]` of config.toml: sources from other packages. */
import { BusError } from "../errors.js";
import type { JsonValue } from "../event/event.js";
import { type PluginConfig, parsePluginsConfig, pluginsSchema } from "../plugins/config.js";
import { type Manifest, readManifest } from "../plugins/manifest.js";
import { findPlaces } from "../plugins/places.js";
import { readTrustFile, type Trust } from "../plugins/trust-file.js";
import type { RegisteredSource, SourcePlaces, SourceSection } from "./source-registry.js";

export const pluginSection: SourceSection = { key: "plugins", schema: pluginsSchema, list };

function list(section: JsonValue, places: SourcePlaces): readonly RegisteredSource[] {
	return parsePluginsConfig(section).map((plugin) => register(plugin, places));
}

function register(plugin: PluginConfig, places: SourcePlaces): RegisteredSource {
	const { name, always } = plugin;
	const { pluginsDir } = places;
	const known = read(plugin, places);
	return {
		name,
		eventTypes: known instanceof BusError ? [] : known.manifest.eventTypes,
		// Another one makes another source: of other files, or with other grants.
		config: JSON.parse(JSON.stringify({ plugin, known })) as JsonValue,
		create: () => ({
			running: {
				load: async () => {
					const { createPluginSource, createUnreadableSource } = await import("../plugins/plugin-source.js");
					if (known instanceof BusError) return createUnreadableSource(name, known);
					return createPluginSource({ plugin, pluginsDir, ...known });
				},
				isWanted: ({ isNamed }) => always || isNamed,
				isFreeWhenIdle: false,
			},
		}),
	};
}

interface Known {
	readonly manifest: Manifest;
	readonly trust: Trust | undefined;
}

/** What keeps one plugin from being read keeps no other source from running. */
function read(
	{ name, package: from }: PluginConfig,
	{ pluginsDir, trustPath }: SourcePlaces,
): Known | BusError {
	try {
		const manifest = readManifest(findPlaces(pluginsDir, name, from).packageDirectory);
		if (manifest.name === name) return { manifest, trust: readTrustFile(trustPath)[name] };
		return new BusError("PLUGIN_INVALID", `the package calls its source "${manifest.name}"`, {
			hint: `Write [plugins.${manifest.name}] in config.toml`,
		});
	} catch (error) {
		if (error instanceof BusError) return error;
		throw error;
	}
}
