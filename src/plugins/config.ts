/** `[plugins.NAME]` of config.toml. */
import * as v from "valibot";
import type { JsonValue } from "../event/event.js";
import { RESERVED_NAMES } from "./reserved-names.js";

export interface PluginConfig {
	readonly name: string;
	/** The name of a package that `waitbus source add` has installed, or the absolute path of a package's directory. */
	readonly package: string;
	/** Runs also when nobody waits for it. */
	readonly always: boolean;
	/** For the plugin itself. */
	readonly config: { readonly [key: string]: JsonValue };
}

const name = v.pipe(
	v.string(),
	v.check((text) => /^[a-z][a-z0-9_-]*$/.test(text), 'a name such as "tcp"'),
	v.check((text) => !RESERVED_NAMES.includes(text), "a name that is not a source's of waitbus itself"),
);
const packageName = v.pipe(
	v.string(),
	v.check(
		(text) => /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/.test(text) || text.startsWith("/"),
		"the name of a package, or an absolute path",
	),
);

// Of what TOML can say besides, nothing crosses to the plugin's process.
const json = v.pipe(
	v.unknown(),
	v.check(isJson, "text, a number, true or false, or lists and tables of these"),
);

export const pluginsSchema = v.record(
	name,
	v.strictObject({
		package: packageName,
		enabled: v.optional(v.boolean(), true),
		always: v.optional(v.boolean(), false),
		config: v.optional(v.record(v.string(), json), {}),
	}),
);

/** Those that are enabled. @param section Checked by the schema. */
export function parsePluginsConfig(section: JsonValue): readonly PluginConfig[] {
	return Object.entries(v.parse(pluginsSchema, section))
		.filter(([, { enabled }]) => enabled)
		.map(([each, { package: from, always, config }]) => {
			return { name: each, package: from, always, config: config as PluginConfig["config"] };
		});
}

function isJson(value: unknown): boolean {
	if (typeof value === "number") return Number.isFinite(value);
	if (typeof value === "string" || typeof value === "boolean") return true;
	if (Array.isArray(value)) return value.every(isJson);
	return (
		typeof value === "object" &&
		value !== null &&
		!(value instanceof Date) &&
		Object.values(value).every(isJson)
	);
}
