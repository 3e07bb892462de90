/** The part of the SDK that is about leases: one holder for each resource. */
import { withoutAbsent } from "../event/without-absent.js";
import type { Clock } from "../platform/clock.js";
import type { LeaseInfo } from "../protocol/agent-messages.js";
import type { CallOptions } from "./call-options.js";
import { Lease, type ClaimOptions } from "./lease.js";
import type { Link } from "./link.js";
import { unexpectedReply } from "./unexpected-reply.js";

export type { LeaseInfo } from "../protocol/agent-messages.js";

/** The resources that one holder has alone. */
export class Leases {
	readonly #link: Link;
	readonly #clock: Clock;

	constructor(link: Link, clock: Clock) {
		this.#link = link;
		this.#clock = clock;
	}

	/**
	 * Holds the resource alone until `release`, or until its holder dies: the agent that this process belongs to, else
	 * this client's connection. A path covers what is under it. `token` grows with every lease: pass it on to whatever is
	 * protected, so that it can refuse a holder of old.
	 * @throws BusError LEASE_HELD, LEASE_INVALID, AGENT_NOT_FOUND, DAEMON_UNREACHABLE; WAIT_TIMED_OUT; the signal's reason
	 * @example await using lease = await bus.leases.claim("deploy", { wait: true, timeoutMs: 60_000 });
	 */
	async claim(resource: string, options: ClaimOptions = {}): Promise<Lease> {
		return await Lease.open({ link: this.#link, clock: this.#clock, resource, options });
	}

	/** What is held, and by whom. @throws BusError DAEMON_UNREACHABLE */
	async list({ signal }: CallOptions = {}): Promise<readonly LeaseInfo[]> {
		const reply = await this.#link.request({ op: "leases" }, signal);
		if (reply.op !== "leases") throw unexpectedReply(reply, "a list of leases");
		return reply.leases;
	}

	/** Ends a lease, whoever holds it, unless a token is given and it is not that lease's. @throws BusError LEASE_NOT_HELD, DAEMON_UNREACHABLE */
	async release(
		resource: string,
		{ token, signal }: CallOptions & { readonly token?: number } = {},
	): Promise<LeaseInfo> {
		const reply = await this.#link.request({ op: "release", resource, ...withoutAbsent({ token }) }, signal);
		if (reply.op !== "released") throw unexpectedReply(reply, "a release");
		return reply.lease;
	}
}
