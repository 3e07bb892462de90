/** Where the parts of a plugin lie. */
import { isAbsolute } from "node:path";

export interface PluginPlaces {
	/** All of its files: what is trusted. */
	readonly root: string;
	/** Of its package.json. */
	readonly packageDirectory: string;
	/** Of its root, when npm wrote one. */
	readonly lockPath: string;
	/** What its registry had to say of who published it; never in the root, whose files are pinned. */
	readonly attestationPath: string;
}

/** @param from The name of the package, or the absolute path of its directory. */
export function findPlaces(pluginsDir: string, name: string, from: string): PluginPlaces {
	const own = `${pluginsDir}/${name}`;
	const root = isAbsolute(from) ? from : `${own}/package`;
	return {
		root,
		packageDirectory: isAbsolute(from) ? from : `${root}/node_modules/${from}`,
		lockPath: `${root}/package-lock.json`,
		attestationPath: `${own}/attestation.json`,
	};
}
