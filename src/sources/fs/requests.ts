/** What config.toml and those who wait want watched. */
import { resolve } from "node:path";
import { toBytePath } from "../../platform/byte-path.js";
import type { Demand } from "../source.js";
import { findAwaitedPaths } from "./awaited-paths.js";
import type { FsConfig } from "./config.js";
import type { Request } from "./cover.js";

export function toRequests({ paths }: FsConfig, demand: Demand, env: NodeJS.ProcessEnv): readonly Request[] {
	const awaited = findAwaitedPaths(demand).map((path) => toRequest(path, false));
	const permanent = paths.map((path) => toRequest(resolve(expandHome(path, env)), true));
	// Each path once; the later one counts.
	return [...new Map([...awaited, ...permanent].map((request) => [request.path, request])).values()];
}

function toRequest(path: string, isPermanent: boolean): Request {
	return { path: toBytePath(path), isPermanent };
}

function expandHome(path: string, { HOME: home }: NodeJS.ProcessEnv): string {
	return path.startsWith("~/") && home !== undefined ? `${home}${path.slice(1)}` : path;
}
