/** The section `[fs]` of config.toml. */
import * as v from "valibot";
import type { JsonObject, JsonValue } from "../../event/event.js";
import { checkConfig } from "../check-config.js";

/** What a path must be, wherever it is configured: the daemon may have been started anywhere. */
export const WATCH_PATH = "an absolute path, or one that begins with ~/";

export function isWatchPath(text: string): boolean {
	return text.startsWith("/") || text.startsWith("~/");
}

export const fsSchema = v.strictObject({
	/** Watched even when nobody waits; they need not exist yet. */
	paths: v.optional(v.array(v.pipe(v.string(), v.check(isWatchPath, WATCH_PATH))), []),
	/** What is left out beneath whatever is watched, as in a .gitignore file. */
	ignore: v.optional(v.array(v.string()), []),
	/** Whether .gitignore files count. */
	gitignore: v.optional(v.boolean(), true),
});

export type FsConfig = v.InferOutput<typeof fsSchema>;

/** @throws BusError CONFIG_INVALID naming the key */
export function parseFsConfig(value: JsonValue | undefined): FsConfig {
	return checkConfig(fsSchema, value ?? {}, "fs");
}

/** The section with one more path, which stands elsewhere in config.toml. */
export function withWatchPath(section: JsonValue | undefined, path: string): NonNullable<JsonValue> {
	if (path === "") return section ?? {};
	const { paths = [], ...others } = (section ?? {}) as { readonly paths?: readonly string[] } & JsonObject;
	return { ...others, paths: [...paths, path] };
}
