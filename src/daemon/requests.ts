/** Every request of protocol version 2 and who answers it. */
import { BusError } from "../errors.js";
import { MAX_FRAME_BYTES } from "../event/limits.js";
import type { DaemonStatus, EmitResult, Request, SourceInfo } from "../protocol/messages.js";
import { answerAgentRequest, nameFor, register } from "./agents/agent-requests.js";
import { answerDeliveryRequest } from "./agents/delivery-requests.js";
import { answerDigestRequest } from "./agents/digest-requests.js";
import type { WaitRequest } from "./agents/left-waits.js";
import { answerMailRequest } from "./agents/mail-requests.js";
import type { Agents } from "./agents/open-agents.js";
import { type ExplainServices, explainWaits } from "./explain-waits.js";
import { handleEmit } from "./handle-emit.js";
import { handleSubscribe, handleWait, type ListenServices } from "./handle-listen.js";
import { handleGet, handleLatest, handleQuery } from "./handle-query.js";
import { handleSubjectWait, type SubjectWaitServices } from "./handle-subject-wait.js";
import type { RequestHandler, SessionContext, WaitSession } from "./session-v2.js";

export interface RequestServices extends ListenServices, SubjectWaitServices, ExplainServices {
	readonly version: string;
	readonly agents: Agents;
	readonly status: () => DaemonStatus;
	/** Takes over what has changed in the configuration and the secrets. */
	readonly reload: () => Promise<void>;
	readonly describeSource: (name: string) => Promise<SourceInfo>;
	/** Emits a synthetic event of a source. */
	readonly testSource: (name: string) => Promise<readonly EmitResult[]>;
	readonly stop: () => void;
}

export function createRequestHandler(services: RequestServices): RequestHandler {
	return (request, session) => answer(services, request, session);
}

function answer(services: RequestServices, request: Request, session: SessionContext): void | Promise<void> {
	const { bus, status, stop } = services;
	switch (request.op) {
		case "hello":
			return welcome(services, request, session);
		case "emit":
			return handleEmit(bus, request, session);
		case "subscribe":
			return handleSubscribe(services, request, session);
		case "credit":
			return grant(request.target, request.credit, session);
		case "wait":
			return wait(services, request, session);
		case "cancel":
			return cancel(request.id, request.target, session);
		case "query":
			return session.pending.inTurn(() => handleQuery(services, request, session));
		case "latest":
			return session.pending.inTurn(() => handleLatest(bus, request, session));
		case "get":
			return session.pending.inTurn(() => handleGet(bus, request, session));
		case "why":
			return session.pending.inTurn(() => explainWaits(services, request, session));
		case "status":
			return session.reply({ op: "status", id: request.id, status: status() });
		case "reload":
			return reload(services, request.id, session);
		case "describe":
			return describe(services, request, session);
		case "test":
			return testSource(services, request, session);
		case "report":
		case "leave":
		case "agents":
		case "claim":
		case "release":
		case "leases":
			return answerAgentRequest(services.agents, request, session);
		case "send":
		case "inbox":
		case "read":
		case "receipts":
			return answerMailRequest(services.agents, request, session);
		case "deliver":
		case "notices":
			return answerDeliveryRequest(services.agents, request, session);
		case "digest":
		case "seen":
			return answerDigestRequest(services.agents, request, session);
		case "stop":
			session.reply({ op: "stopping", id: request.id });
			return stop();
	}
}

async function welcome(
	{ agents, version }: RequestServices,
	request: Extract<Request, { op: "hello" }>,
	session: SessionContext,
): Promise<void> {
	// In the order in which they were called.
	if (request.starter !== undefined) await agents.heardHooks();
	const agent = await register(agents, request, session);
	const notices = agent === undefined ? 0 : countNotices(agents, agent.name, request);
	session.reply({
		op: "welcome",
		id: request.id,
		version,
		pid: process.pid,
		max_frame_bytes: MAX_FRAME_BYTES,
		...(agent === undefined ? {} : { agent }),
		...(notices === 0 ? {} : { notices }),
	});
}

/** For the session that a hook speaks for: at its start, what it has missed is one more. */
function countNotices(
	{ deliveries, digests }: Agents,
	agent: string,
	{ starter }: Extract<Request, { op: "hello" }>,
): number {
	if (starter === undefined) return 0;
	const isStart = starter.state === "idle";
	return deliveries.countFor(agent) + (isStart && digests.isWantedAtStart ? 1 : 0);
}

function wait(services: RequestServices, request: WaitRequest, session: SessionContext): Promise<void> {
	if (request.deliver !== true) return beginWait(services, request, session);
	const { deliveries, leftWaits } = services.agents;
	const agent = nameFor(services.agents, undefined, session);
	deliveries.requireWay(agent);
	const begin = (again: WaitRequest, heir: WaitSession) => beginWait(services, again, heir);
	return begin(request, leftWaits.watch(session, { request, agent, begin }));
}

function beginWait(services: RequestServices, request: WaitRequest, session: WaitSession): Promise<void> {
	const { subject } = request;
	if (subject === undefined) return handleWait(services, request, session);
	return handleSubjectWait(services, { ...request, subject }, session);
}

async function reload(services: RequestServices, id: number, session: SessionContext): Promise<void> {
	await services.reload();
	session.reply({ op: "status", id, status: services.status() });
}

async function describe(
	services: RequestServices,
	{ id, source }: Extract<Request, { op: "describe" }>,
	session: SessionContext,
): Promise<void> {
	session.reply({ op: "description", id, description: await services.describeSource(source) });
}

async function testSource(
	services: RequestServices,
	{ id, source }: Extract<Request, { op: "test" }>,
	session: SessionContext,
): Promise<void> {
	session.reply({ op: "ack", id, results: await services.testSource(source) });
}

async function grant(target: number, credit: number, session: SessionContext): Promise<void> {
	await session.pending.started(target);
	session.find(target)?.grant(credit);
}

async function cancel(id: number, target: number, session: SessionContext): Promise<void> {
	await session.pending.started(target);
	const activity = session.find(target);
	if (activity === undefined) {
		throw new BusError("REQUEST_INVALID", `Cannot cancel request ${target}: it is not active`, {
			hint: "It may have ended already; nothing needs to be done",
		});
	}
	activity.cancel(id);
}
