/** The leases that this server holds for its client; they end with its connection to the bus. */
import type { BusClient } from "../client/bus-client.js";
import type { Lease } from "../client/lease.js";
import type { LeaseInfo } from "../client/leases.js";

interface ClaimRequest {
	readonly resource: string;
	readonly ttlMs: number | undefined;
	/** Milliseconds to stand in line; undefined does not. */
	readonly waitMs: number | undefined;
	readonly signal: AbortSignal;
}

export class HeldLeases {
	readonly #bus: BusClient;
	readonly #held = new Map<string, Lease>();

	constructor(bus: BusClient) {
		this.#bus = bus;
	}

	/** @throws BusError LEASE_HELD, LEASE_INVALID, WAIT_TIMED_OUT, DAEMON_UNREACHABLE; the signal's reason */
	async claim({ resource, ttlMs, waitMs, signal }: ClaimRequest): Promise<LeaseInfo> {
		const lease = await this.#bus.leases.claim(resource, {
			signal,
			...(ttlMs === undefined ? {} : { ttlMs }),
			...(waitMs === undefined ? {} : { wait: true, timeoutMs: waitMs }),
		});
		this.#held.set(lease.resource, lease);
		void lease.ended.then(() => {
			if (this.#held.get(lease.resource) === lease) this.#held.delete(lease.resource);
		});
		return lease.info;
	}

	/** Without a token: the lease of this server's own, if it holds one. @throws BusError LEASE_NOT_HELD, DAEMON_UNREACHABLE */
	async release(resource: string, token: number | undefined): Promise<LeaseInfo> {
		const own = token ?? this.#held.get(resource)?.token;
		const ended = await this.#bus.leases.release(resource, own === undefined ? {} : { token: own });
		this.#held.delete(resource);
		return ended;
	}
}
