/** The agent that a hook speaks for: the session that called it, which lives as long as the vendor's process. */
import type { Life } from "../../agents/life.js";
import type { Roster } from "../../agents/roster.js";
import type { ProcessIdentity } from "../../platform/process-identity.js";
import type { AgentInfo, StarterIntroduction } from "../../protocol/agent-messages.js";
import { sessionNames } from "../../vendors/session-name.js";
import { findVendorProcess } from "../../vendors/vendor-process.js";

/**
 * Undefined when no such process is to be found: what the hook publishes is true all the same.
 * @throws BusError AGENT_NAME_TAKEN
 */
export async function registerStarter(
	roster: Roster,
	introduction: StarterIntroduction,
	callerPid: number,
): Promise<AgentInfo | undefined> {
	const process = findVendorProcess(callerPid, introduction);
	if (process === undefined) return undefined;
	return await registerSession(roster, introduction, process);
}

/** @throws BusError AGENT_NAME_TAKEN */
export async function registerSession(
	roster: Roster,
	introduction: StarterIntroduction,
	process: ProcessIdentity,
): Promise<AgentInfo> {
	const life: Life = { of: "process", process };
	const { pid: _hint, ...known } = introduction;
	return await roster.register({ ...known, name: nameOf(roster, introduction, life) }, life);
}

/** The one that the session has; else the first that nobody else has. */
function nameOf(roster: Roster, introduction: StarterIntroduction, life: Life): string {
	const { vendor, session } = introduction;
	const known = session === undefined ? undefined : roster.findSession(vendor, session);
	if (known !== undefined) return known.name;
	const names = [...sessionNames(introduction), `${vendor}-${life.process.pid}`];
	return names.find((name) => roster.isFree(name, { life, session })) ?? `${vendor}-${life.process.pid}`;
}
