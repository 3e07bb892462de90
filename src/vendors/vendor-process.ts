/** The process of a vendor's agent that called a hook, as the system tells it. */
import { findStarter } from "../platform/find-starter.js";
import { findProcess, type ProcessIdentity } from "../platform/process-identity.js";

/** @param pid Who the hook says started it; heeded only where the system does not tell. */
export function findVendorProcess(
	hookPid: number,
	{ vendor, pid }: { readonly vendor: string; readonly pid?: number },
): ProcessIdentity | undefined {
	const hook = findProcess(hookPid);
	if (hook?.parentPid !== undefined) return findStarter(hookPid, (line) => isWrapper(line, vendor));
	const hinted = hook === undefined || pid === undefined || pid <= 1 ? undefined : findProcess(pid);
	return hinted && { pid: hinted.pid, startedAt: hinted.startedAt };
}

// A script that runs the hook or the MCP server, as npx does, has their command in its own.
function isWrapper(commandLine: string, vendor: string): boolean {
	const isOurs = commandLine.includes(`hook ${vendor}`) || commandLine.includes("mcp serve");
	return commandLine.includes("waitbus") && isOurs;
}
