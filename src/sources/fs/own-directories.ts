/** The directories of the daemon itself: what it writes there for one event must not become another. */
import { dirname } from "node:path";
import type { BytePath } from "../../platform/byte-path.js";
import { toBytePath } from "../../platform/byte-path.js";
import { readHost } from "../../platform/host.js";
import { resolvePaths } from "../../platform/paths.js";
import { readIdentity } from "./read-entry.js";

export interface OwnDirectories {
	/** By whatever path. */
	includes(path: BytePath): boolean;
	/** Whether the path leads into one. */
	contain(path: BytePath): boolean;
}

export function findOwnDirectories(env: NodeJS.ProcessEnv): OwnDirectories {
	const { stateDir, runtimeDir } = resolvePaths({ ...readHost(), env });
	const own = new Set([stateDir, runtimeDir].flatMap((path) => readIdentity(toBytePath(path)) ?? []));
	const includes = (path: BytePath): boolean => {
		const identity = readIdentity(path);
		return identity !== undefined && own.has(identity);
	};
	const contain = (path: BytePath): boolean =>
		includes(path) || (path !== "/" && contain(dirname(path) as BytePath));
	return { includes, contain };
}
