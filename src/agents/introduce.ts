/** What the roster knows of an agent when it comes. */
import type { AgentInfo, AgentIntroduction } from "../protocol/agent-messages.js";

export function introduce(
	{ name, vendor, session, cwd, state }: AgentIntroduction,
	{ pid, nowMs }: { readonly pid: number; readonly nowMs: number },
): AgentInfo {
	return {
		name,
		vendor: vendor ?? null,
		session: session ?? null,
		cwd: cwd ?? null,
		pid,
		state: state ?? "working",
		doing: null,
		registered_at_ms: nowMs,
		state_since_ms: nowMs,
		end: null,
	};
}
