/** Being an agent on the bus, for as long as this is open. */
import { withoutAbsent } from "../event/without-absent.js";
import type { Clock } from "../platform/clock.js";
import { createDeferred } from "../platform/deferred.js";
import type { AgentInfo, AgentIntroduction, ReportedState } from "../protocol/agent-messages.js";
import type { Link } from "./link.js";
import { ResumingRequest } from "./resuming-request.js";

export interface RegistrationOptions {
	readonly link: Link;
	readonly clock: Clock;
	readonly introduction: AgentIntroduction;
}

/** This process as an agent of the bus, until it leaves or dies. */
export class Registration {
	/** Rejects with the reason when the registration is lost for good, as when another process took the name. */
	readonly lost: Promise<never>;
	readonly #link: Link;
	readonly #introduction: AgentIntroduction;
	readonly #request: ResumingRequest;
	#info: AgentInfo;

	private constructor({ link, introduction }: RegistrationOptions, start: Started) {
		this.#link = link;
		this.#introduction = introduction;
		this.#request = start.request;
		this.#info = start.info;
		this.lost = start.lost;
	}

	/** @throws BusError AGENT_INVALID, AGENT_NAME_TAKEN, DAEMON_UNREACHABLE */
	static async open(options: RegistrationOptions): Promise<Registration> {
		return new Registration(options, await start(options));
	}

	/** As it stood when this side last heard of it. */
	get info(): AgentInfo {
		return this.#info;
	}

	get name(): string {
		return this.#introduction.name;
	}

	/** @throws BusError AGENT_NOT_FOUND, DAEMON_UNREACHABLE */
	async report(state: ReportedState, doing?: string): Promise<void> {
		const body = { op: "report" as const, agent: this.name, state, ...withoutAbsent({ doing }) };
		const reply = await this.#link.request(body);
		if (reply.op === "agents") this.#info = reply.agents[0] ?? this.#info;
	}

	/** Says goodbye: the others hear `agent_left`. */
	async leave(): Promise<void> {
		this.#request.close();
		const reply = await this.#link.request({ op: "leave", agent: this.name });
		if (reply.op === "agents") this.#info = reply.agents[0] ?? this.#info;
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.leave();
	}
}

interface Started {
	readonly request: ResumingRequest;
	readonly info: AgentInfo;
	readonly lost: Promise<never>;
}

async function start({ link, clock, introduction }: RegistrationOptions): Promise<Started> {
	const registered = createDeferred<AgentInfo>();
	const lost = createDeferred<never>();
	// Whoever does not ask may well not care.
	lost.promise.catch(() => undefined);
	const request = new ResumingRequest({
		clock,
		link,
		request: () => ({ op: "hello", agent: introduction }),
		onReply: (reply) => {
			if (reply.op === "welcome" && reply.agent !== undefined) registered.resolve(reply.agent);
		},
		onError: (error) => {
			registered.reject(error);
			lost.reject(error);
		},
	});
	await request.start();
	const info = await registered.promise;
	return { request, info, lost: lost.promise };
}
