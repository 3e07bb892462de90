/** Which repositories are polled, and for whom. */
import type { Demand } from "../../source.js";
import { isRepository } from "../config.js";

const MAX_REPOSITORIES = 100;

/** Those of the configuration, and those that somebody waits for. */
export function listRepositories(configured: readonly string[], { repos }: Demand): readonly string[] {
	return [...new Set([...repos.filter(isRepository), ...configured])].slice(0, MAX_REPOSITORIES);
}

/** Those that somebody waits for. Who names no repository listens to the configured ones. */
export function listAwaited(configured: readonly string[], { repos, listeners }: Demand): readonly string[] {
	if (listeners === 0) return [];
	const named = repos.filter(isRepository);
	return named.length > 0 ? named : configured;
}
