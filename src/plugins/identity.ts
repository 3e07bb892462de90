/** What a plugin is, by which it is known again. */
import { readFileSync } from "node:fs";
import * as v from "valibot";
import { digestFiles } from "./digest-files.js";
import type { Manifest } from "./manifest.js";
import type { PluginPlaces } from "./places.js";

/** Who published a package, as a certificate says that a build service vouches for. */
export interface Publisher {
	/** Who vouches, such as `https://token.actions.githubusercontent.com`. */
	readonly issuer: string;
	/** Without the branch or tag that it ran on: `https://github.com/OWNER/REPO/.github/workflows/release.yml`. */
	readonly workflow: string;
}

export interface Identity {
	readonly package: string;
	readonly version: string;
	/** Of the tarball, as npm checked it; absent for a directory that is used where it lies. */
	readonly integrity?: string;
	/** Of the files as they lie there. */
	readonly files: string;
}

/** @throws BusError PLUGIN_NOT_INSTALLED, PLUGIN_INVALID */
export async function readIdentity(
	{ packageName, version }: Manifest,
	{ root, lockPath }: PluginPlaces,
	signal?: AbortSignal,
): Promise<Identity> {
	const integrity = readLock(lockPath, packageName)?.integrity;
	const files = await digestFiles(root, signal);
	return { package: packageName, version, ...(integrity === undefined ? {} : { integrity }), files };
}

const lockedSchema = v.object({ resolved: v.optional(v.string()), integrity: v.optional(v.string()) });
const lockSchema = v.object({ packages: v.record(v.string(), v.unknown()) });

/** What npm wrote of a package when it installed it: where it came from, and the digest that it checked. */
export function readLock(
	lockPath: string,
	packageName: string,
): v.InferOutput<typeof lockedSchema> | undefined {
	try {
		const { packages } = v.parse(lockSchema, JSON.parse(readFileSync(lockPath, "utf8")));
		return v.parse(lockedSchema, packages[`node_modules/${packageName}`]);
	} catch {
		// Not installed by npm, or no longer as it left it: the digest of the files tells.
		return undefined;
	}
}
