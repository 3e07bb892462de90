/** The part of the SDK that is about agents: who is here, and being one. */
import { withoutAbsent } from "../event/without-absent.js";
import type { Clock } from "../platform/clock.js";
import type { AgentInfo, AgentIntroduction, ReportedState } from "../protocol/agent-messages.js";
import type { CallOptions } from "./call-options.js";
import type { Link } from "./link.js";
import { Registration } from "./registration.js";
import { unexpectedReply } from "./unexpected-reply.js";

export { AGENT_STATES } from "../protocol/agent-messages.js";
export type { AgentInfo, AgentIntroduction, AgentState, ReportedState } from "../protocol/agent-messages.js";

/** Which agents `bus.agents.list` gives. */
export interface ListAgentsOptions extends CallOptions {
	/** Also those who went lately. @default false */
	readonly gone?: boolean;
}

/** What goes with the state that an agent reports. */
export interface ReportOptions extends CallOptions {
	/** Which agent is meant. @default the one whose process started this one */
	readonly agent?: string;
	/** What it does, in a few words. */
	readonly doing?: string;
}

/** The agents of the bus: who is here, and this process as one of them. */
export class Agents {
	readonly #link: Link;
	readonly #clock: Clock;

	constructor(link: Link, clock: Clock) {
		this.#link = link;
		this.#clock = clock;
	}

	/**
	 * Makes this process an agent on the bus: others see it, can send to it, and hear `agent_lost` at once when it dies.
	 * The registration lasts until `leave`, across restarts of the daemon; closing the client without it is a death. With
	 * `pid` it lasts as long as that process instead, and needs no connection.
	 * @throws BusError AGENT_INVALID, AGENT_NAME_TAKEN, DAEMON_UNREACHABLE
	 * @example const me = await bus.agents.register({ name: "reviewer", vendor: "my-tool", cwd: process.cwd() });
	 */
	async register(introduction: AgentIntroduction): Promise<Registration> {
		return await Registration.open({ link: this.#link, clock: this.#clock, introduction });
	}

	/** Pairs that have said too much to each other, and are stopped for a while. @throws BusError DAEMON_UNREACHABLE */
	async stopped({
		signal,
	}: CallOptions = {}): Promise<readonly { readonly from: string; readonly to: string }[]> {
		const reply = await this.#link.request({ op: "agents" }, signal);
		if (reply.op !== "agents") throw unexpectedReply(reply, "a list of agents");
		return reply.stopped;
	}

	/** Who is here, the longest first. @throws BusError DAEMON_UNREACHABLE */
	async list({ gone, signal }: ListAgentsOptions = {}): Promise<readonly AgentInfo[]> {
		const reply = await this.#link.request({ op: "agents", ...(gone === undefined ? {} : { gone }) }, signal);
		if (reply.op !== "agents") throw unexpectedReply(reply, "a list of agents");
		return reply.agents;
	}

	/** Says what an agent does now. @throws BusError AGENT_NOT_FOUND, DAEMON_UNREACHABLE */
	async report(state: ReportedState, { agent, doing, signal }: ReportOptions = {}): Promise<AgentInfo> {
		const reply = await this.#link.request(
			{ op: "report", state, ...withoutAbsent({ agent, doing }) },
			signal,
		);
		return onlyAgent(reply);
	}

	/** Says goodbye for an agent. @throws BusError AGENT_NOT_FOUND, DAEMON_UNREACHABLE */
	async leave(agent?: string, { signal }: CallOptions = {}): Promise<AgentInfo> {
		return onlyAgent(await this.#link.request({ op: "leave", ...withoutAbsent({ agent }) }, signal));
	}
}

function onlyAgent(reply: Awaited<ReturnType<Link["request"]>>): AgentInfo {
	const [agent] = reply.op === "agents" ? reply.agents : [];
	if (agent === undefined) throw unexpectedReply(reply, "an agent");
	return agent;
}
