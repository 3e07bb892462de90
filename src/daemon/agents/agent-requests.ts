/** The requests of protocol version 2 that are about agents, and who answers them. */
import type { Holder } from "../../agents/holder.js";
import type { Life } from "../../agents/life.js";
import { parseResource } from "../../agents/resource.js";
import { BusError } from "../../errors.js";
import { findProcess, lineageOf, type ProcessIdentity } from "../../platform/process-identity.js";
import type { AgentRequest, ClaimTerms } from "../../protocol/agent-messages.js";
import type { SessionContext } from "../session-v2.js";
import { ClaimActivity } from "./claim-activity.js";
import type { Agents } from "./open-agents.js";
import { findCaller } from "./find-caller.js";
import { registerStarter } from "./register-starter.js";
import { Registration } from "./registration.js";

type Request<Op extends AgentRequest["op"]> = Extract<AgentRequest, { op: Op }>;

/** The agent of a `hello`. @throws BusError AGENT_INVALID, AGENT_NAME_TAKEN */
export async function register(
	{ roster }: Agents,
	{ id, agent: introduction, starter }: Request<"hello">,
	session: SessionContext,
) {
	if (starter !== undefined) return await registerStarter(roster, starter, session.peerPid);
	if (introduction === undefined) return undefined;
	const { pid, name } = introduction;
	const life: Life =
		pid === undefined
			? { of: "connection", process: identify(session.peerPid) }
			: { of: "process", process: confirm(pid, session.peerPid) };
	const agent = await roster.register(introduction, life);
	if (life.of === "process") return agent;
	session.start(id, new Registration({ roster, session, id, name, life }));
	session.agent = name;
	return agent;
}

export function answerAgentRequest(
	agents: Agents,
	request: Exclude<AgentRequest, { op: "hello" }>,
	session: SessionContext,
): void | Promise<void> {
	switch (request.op) {
		case "report":
			return report(agents, request, session);
		case "leave":
			return leave(agents, request, session);
		case "agents":
			return session.reply({
				op: "agents",
				id: request.id,
				agents: agents.roster.list(request),
				stopped: agents.mail.stopped,
			});
		case "claim":
			return claim(agents, request, session);
		case "release":
			return release(agents, request, session);
		case "leases":
			return session.reply({ op: "leases", id: request.id, leases: agents.leases.list() });
	}
}

async function report(agents: Agents, request: Request<"report">, session: SessionContext): Promise<void> {
	const agent = await agents.roster.report(nameFor(agents, request.agent, session), request);
	session.reply({ op: "agents", id: request.id, agents: [agent], stopped: [] });
}

async function leave({ roster }: Agents, request: Request<"leave">, session: SessionContext): Promise<void> {
	const name = nameFor({ roster }, request.agent, session);
	const agent = await roster.leave(name);
	if (session.agent === name) session.agent = undefined;
	session.reply({ op: "agents", id: request.id, agents: [agent], stopped: [] });
}

async function claim(agents: Agents, request: Request<"claim">, session: SessionContext): Promise<void> {
	const { id } = request;
	const resource = parseResource(request.resource);
	const holder = findHolder(agents, request, session);
	const { leases } = agents;
	const agent = findCaller(agents, session)?.name;
	const activity = new ClaimActivity({ leases, session, id, resource, terms: request, holder, agent });
	session.start(id, activity);
	try {
		await activity.start();
	} catch (error) {
		session.finish(id);
		throw error;
	}
}

async function release(
	{ leases }: Agents,
	request: Request<"release">,
	session: SessionContext,
): Promise<void> {
	const lease = await leases.release(parseResource(request.resource), request.token);
	session.reply({ op: "released", id: request.id, lease });
}

/** The named agent, or else the one that the caller speaks as. @throws BusError AGENT_NOT_FOUND */
export function nameFor(
	agents: Pick<Agents, "roster">,
	name: string | undefined,
	session: SessionContext,
): string {
	const found = name ?? findCaller(agents, session)?.name;
	if (found !== undefined) return found;
	throw new BusError("AGENT_NOT_FOUND", "Cannot tell which agent is meant: the caller belongs to none", {
		hint: "Name it; waitbus agents shows who is here",
	});
}

/** Undefined: the connection's own. @throws BusError AGENT_NOT_FOUND, AGENT_INVALID, LEASE_INVALID */
function findHolder(agents: Agents, terms: ClaimTerms, session: SessionContext): Holder | undefined {
	const { peerPid } = session;
	if (terms.held_by === "connection") return undefined;
	if (terms.agent !== undefined) {
		const agent = agents.roster.find(terms.agent);
		return { by: "agent", name: agent.name, pid: agent.pid };
	}
	if (terms.pid !== undefined) return { by: "process", process: confirm(terms.pid, peerPid) };
	const agent = findCaller(agents, session);
	if (agent !== undefined) return { by: "agent", name: agent.name, pid: agent.pid };
	if (terms.else_pid !== undefined) return { by: "process", process: confirm(terms.else_pid, peerPid) };
	return terms.held_by === "time" ? holdByTime(terms, peerPid) : undefined;
}

function holdByTime({ ttl_ms: ttlMs, resource }: ClaimTerms, pid: number): Holder {
	if (ttlMs !== undefined) return { by: "time", pid };
	throw new BusError("LEASE_INVALID", `Cannot claim "${resource}": nothing would ever end the lease`, {
		hint: `waitbus claim ${resource} --ttl 10m`,
	});
}

/** A process that the kernel says has started the caller, or is it. @throws BusError AGENT_INVALID */
function confirm(pid: number, peerPid: number): ProcessIdentity {
	const found = findProcess(pid);
	const isTold = found?.parentPid === undefined || lineageOf(peerPid).includes(pid);
	if (found !== undefined && isTold) return toIdentity(found);
	const why = found === undefined ? "no such process runs" : `it did not start process ${peerPid}`;
	throw new BusError("AGENT_INVALID", `Cannot speak for process ${pid}: ${why}`, {
		hint: "Only the caller itself, or a process that started it, can be named",
	});
}

function identify(pid: number): ProcessIdentity {
	return toIdentity(findProcess(pid) ?? { pid, startedAt: undefined });
}

function toIdentity({ pid, startedAt }: ProcessIdentity): ProcessIdentity {
	return { pid, startedAt };
}
