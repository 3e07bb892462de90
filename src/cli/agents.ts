/** `waitbus agents`: who is here. */
import type { AgentInfo } from "../client/agents.js";
import { EXIT_CODES } from "../errors.js";
import { formatDuration } from "../event/duration.js";
import { toPrintable } from "../event/printable.js";
import { createClient } from "./bus-flags.js";
import type { Invocation } from "./command.js";

export async function runAgents(invocation: Invocation): Promise<number> {
	const { flags, terminal } = invocation;
	const bus = createClient(invocation);
	try {
		const agents = await bus.agents.list({ gone: flags.isSet("gone") });
		for (const agent of agents)
			terminal.print(flags.isSet("json") ? JSON.stringify(agent) : describe(agent, Date.now()));
		if (agents.length === 0 && !flags.isSet("json")) terminal.tell("waitbus: no agent is here");
		for (const { from, to } of await bus.agents.stopped())
			terminal.tell(`waitbus: ${from} has said too much to ${to}, and is stopped for a while`);
		return EXIT_CODES.done;
	} finally {
		await bus.close();
	}
}

const NAME_WIDTH = 20;
const STATE_WIDTH = 36;

function describe({ name, vendor, pid, cwd, doing, ...rest }: AgentInfo, nowMs: number): string {
	const facts = [vendor, `pid ${pid}`, cwd, doing].filter((fact) => fact !== null);
	return toPrintable(
		`${name.padEnd(NAME_WIDTH)} ${stateOf(rest, nowMs).padEnd(STATE_WIDTH)} ${facts.join(", ")}`,
	);
}

function stateOf(
	{ state, end, state_since_ms: sinceMs }: Pick<AgentInfo, "state" | "end" | "state_since_ms">,
	nowMs: number,
): string {
	const lasted = formatDuration(Math.max(1, nowMs - sinceMs));
	return end === null ? `${state.replaceAll("_", " ")} for ${lasted}` : `${end} ${lasted} ago`;
}
