/** The repository that a checkout comes from, read from git's own configuration: no process, no wait. */
import { join } from "node:path";
import { BusError } from "../../errors.js";
import { findGitDir, readText, toSharedDir } from "../../platform/git-directory.js";

const HINT = "Name it: --repo owner/repo";

/** `github.com/owner/repo`. @throws BusError USAGE when the directory has no such origin */
export function readOrigin(cwd: string, env: NodeJS.ProcessEnv): string {
	const gitDir = findGitDir(cwd, env);
	if (gitDir === undefined) throw unknownOrigin(`"${cwd}" is in no git checkout`);
	const url = findOriginUrl(readText(join(toSharedDir(gitDir), "config")) ?? "");
	if (url === undefined) throw unknownOrigin("the checkout has no remote named origin");
	const repository = parseRemoteUrl(url);
	// An address may hold a password, so it is not shown.
	if (repository === undefined)
		throw unknownOrigin("its origin is not an address such as git@github.com:owner/repo");
	return repository;
}

/** `host/owner/repo` of an address of ssh, https or git; undefined for a path and whatever else. */
export function parseRemoteUrl(url: string): string | undefined {
	const parts = url.includes("://") ? splitUrl(url) : splitScp(url);
	const path = /^\/*([\w.-]+)\/([\w.-]+?)(?:\.git)?\/*$/.exec(parts?.path ?? "");
	if (parts === undefined || path === null) return undefined;
	// GitHub's ssh over the port of https.
	const host = parts.host.toLowerCase().replace(/^ssh\.(?=github\.com$)/, "");
	return `${host}/${path[1]}/${path[2]}`;
}

interface Address {
	readonly host: string;
	readonly path: string;
}

function splitUrl(text: string): Address | undefined {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url === undefined || !/^(?:https?|ssh|git|git\+ssh):$/.test(url.protocol)) return undefined;
	return { host: url.hostname, path: url.pathname };
}

/** `git@github.com:owner/repo.git`; a path has a slash before its first colon. */
function splitScp(text: string): Address | undefined {
	const match = /^(?:[^/:@]+@)?([^/:@]+):(.+)$/.exec(text);
	return match === null ? undefined : { host: match[1] ?? "", path: match[2] ?? "" };
}

/** The first `url` of `[remote "origin"]`, which is the one that git fetches from. */
function findOriginUrl(config: string): string | undefined {
	let isInOrigin = false;
	for (const line of config.split("\n")) {
		const section = /^\s*\[([^\]]*)\]/.exec(line);
		if (section !== null) isInOrigin = /^remote\s+"origin"$/i.test(section[1]?.trim() ?? "");
		const url = isInOrigin ? /(?:^|\])\s*url\s*=\s*(.*)$/i.exec(line)?.[1] : undefined;
		if (url !== undefined)
			return url
				.replace(/\s+[#;].*$/, "")
				.trim()
				.replace(/^"(.*)"$/, "$1");
	}
	return undefined;
}

function unknownOrigin(what: string): BusError {
	return new BusError("USAGE", `Cannot tell which repository is meant: ${what}`, { hint: HINT });
}
