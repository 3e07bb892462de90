/** A claim of a client: it stands in line, and holds its lease until one of them ends it. */
import type { Claim, LeaseBook } from "../../agents/lease-book.js";
import type { Holder } from "../../agents/holder.js";
import type { ClaimTerms, LeaseEnd, LeaseInfo } from "../../protocol/agent-messages.js";
import type { Activity, SessionContext } from "../session-v2.js";

export interface ClaimActivityOptions {
	readonly leases: LeaseBook;
	readonly session: SessionContext;
	readonly id: number;
	readonly resource: string;
	readonly terms: ClaimTerms;
	/** Undefined: this activity, and with it the connection. */
	readonly holder: Holder | undefined;
	/** The agent that the caller belongs to. */
	readonly agent: string | undefined;
}

export class ClaimActivity implements Activity {
	readonly isBehind = false;
	readonly #options: ClaimActivityOptions;
	readonly #claim: Claim;
	#leaveLine: (() => void) | undefined;
	#lease: LeaseInfo | undefined;
	#isClosed = false;

	constructor(options: ClaimActivityOptions) {
		const { resource, terms, holder, agent, session } = options;
		this.#options = options;
		this.#claim = {
			resource,
			holder: holder ?? { by: "connection", connection: this, pid: session.peerPid, agent },
			ttlMs: terms.ttl_ms,
			token: terms.token,
			onGranted: (lease) => this.#onGranted(lease),
			onEnd: (end) => this.#onEnd(end),
		};
	}

	/** @throws BusError LEASE_HELD when it shall not wait */
	async start(): Promise<void> {
		const { leases, session, id, terms } = this.#options;
		const held = leases.findObstacle(this.#claim);
		if (held === undefined || terms.wait !== true) return await leases.claim(this.#claim);
		session.reply({ op: "queued", id, held });
		this.#leaveLine = leases.enqueue(this.#claim);
	}

	cancel(replyId: number): void {
		const { session, id } = this.#options;
		session.finish(id);
		session.reply({ op: "cancelled", id: replyId, target: id, clauses: [] });
	}

	onDrain(): void {}

	grant(): void {}

	close(): void {
		this.#isClosed = true;
		this.#leaveLine?.();
		if (this.#lease !== undefined && this.#claim.holder.by === "connection")
			this.#options.leases.releaseAllOf((holder) => holder === this.#claim.holder);
	}

	#onGranted(lease: LeaseInfo): void {
		const { session, id, leases } = this.#options;
		this.#leaveLine = undefined;
		this.#lease = lease;
		// It was its turn in the moment in which it left.
		if (this.#isClosed) return void leases.release(lease.resource, lease.token);
		session.reply({ op: "claimed", id, lease });
		if (this.#claim.holder.by !== "connection") session.finish(id);
	}

	#onEnd(reason: LeaseEnd): void {
		const { session, id } = this.#options;
		this.#lease = undefined;
		if (this.#isClosed) return;
		session.reply({ op: "lease_ended", id, reason });
		session.finish(id);
	}
}
