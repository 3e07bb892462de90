/** Who holds what: one holder for each resource, in the order of asking, for no longer than the holder lives. */
import { BusError } from "../errors.js";
import type { EventDraft, JsonValue } from "../event/event.js";
import type { Clock, Timer } from "../platform/clock.js";
import type { ProcessWatch } from "../platform/process-watch.js";
import type { LeaseEnd, LeaseInfo } from "../protocol/agent-messages.js";
import { ClaimLine } from "./claim-line.js";
import { type Holder, isSameHolder, nameOf, pidOf } from "./holder.js";
import { claimedDraft, endedDraft } from "./lease-events.js";
import type { Lives } from "./life.js";
import { parseLeases, type RememberedLease, toJson } from "./remembered-leases.js";
import { overlaps } from "./resource.js";

export interface Claim {
	readonly resource: string;
	readonly holder: Holder;
	readonly ttlMs: number | undefined;
	/** Of the lease that it takes up again after a restart of the daemon. */
	readonly token?: number | undefined;
	readonly onGranted: (lease: LeaseInfo) => void;
	readonly onEnd: (end: LeaseEnd) => void;
}

export interface LeaseBookOptions {
	readonly clock: Clock;
	readonly lives: Lives;
	/** Resolves after the commit. */
	readonly emit: (draft: EventDraft) => Promise<void>;
	readonly memory: { read(): JsonValue | undefined; write(value: JsonValue): void };
	/** A number greater than that of every lease of daemons before. */
	readonly floor: () => number;
}

// As long as a client needs to find the daemon again, several times over.
const RETURN_MS = 10_000;

interface Entry {
	readonly claim: Claim;
	readonly info: Omit<LeaseInfo, "waiting">;
	readonly watch: ProcessWatch | undefined;
	readonly expiry: Timer | undefined;
}

export class LeaseBook {
	readonly #options: LeaseBookOptions;
	readonly #held = new Map<number, Entry>();
	readonly #line = new ClaimLine();
	#lastToken = 0;
	#isClosed = false;

	constructor(options: LeaseBookOptions) {
		this.#options = options;
		for (const remembered of parseLeases(options.memory.read())) this.#recall(remembered);
	}

	list(): readonly LeaseInfo[] {
		return [...this.#held.values()].map((entry) => this.#toInfo(entry));
	}

	/** @throws BusError LEASE_HELD when it is somebody else's */
	claim(claim: Claim): Promise<void> {
		const own = this.#findOwn(claim);
		if (own !== undefined) return this.#renew(own, claim);
		const obstacle = this.findObstacle(claim);
		if (obstacle === undefined) return this.#grant(claim);
		throw held(claim.resource, obstacle);
	}

	/** Stands in line; `onGranted` tells when it is its turn. @returns how to leave the line */
	enqueue(claim: Claim): () => void {
		this.#line.add(claim);
		return () => {
			this.#line.remove(claim);
			// Whoever stood behind it may have been waiting for it alone.
			this.#serveLine();
		};
	}

	/** The lease that keeps the claim from being granted now. */
	findObstacle(claim: Claim): LeaseInfo | undefined {
		const entry = [...this.#held.values()].find((other) => isInTheWay(other, claim));
		return entry === undefined ? undefined : this.#toInfo(entry);
	}

	/** @throws BusError LEASE_NOT_HELD */
	async release(resource: string, token?: number): Promise<LeaseInfo> {
		const entry = [...this.#held.values()].find(({ info }) => info.resource === resource);
		if (entry === undefined) throw notHeld(resource, "nobody holds it");
		if (token !== undefined && token !== entry.info.token)
			throw notHeld(
				resource,
				`lease ${token} is over, and ${entry.info.holder} holds it with lease ${entry.info.token}`,
			);
		const info = this.#toInfo(entry);
		await this.#end(entry, "released");
		return info;
	}

	/** Ends whatever these held. */
	releaseAllOf(isTheirs: (holder: Holder) => boolean): void {
		const theirs = [...this.#held.values()].filter(({ claim }) => isTheirs(claim.holder));
		for (const entry of theirs) void this.#end(entry, "holder_lost");
	}

	/** The daemon ends; the leases do not, and are not ended by the connections that it closes. */
	close(): void {
		this.#isClosed = true;
		this.#line.clear();
		for (const entry of this.#held.values()) letGo(entry);
	}

	#findOwn({ resource, holder, token }: Claim): Entry | undefined {
		return [...this.#held.values()].find(({ claim, info }) => {
			if (info.resource !== resource) return false;
			return isSameHolder(claim.holder, holder) || (info.token === token && info.pid === pidOf(holder));
		});
	}

	async #renew(own: Entry, claim: Claim): Promise<void> {
		letGo(own);
		const { claimed_at_ms: claimedAtMs, token } = own.info;
		const entry = this.#hold(claim, { token, claimedAtMs });
		claim.onGranted(this.#toInfo(entry));
	}

	async #grant(claim: Claim): Promise<void> {
		this.#lastToken = Math.max(this.#lastToken, this.#options.floor()) + 1;
		const entry = this.#hold(claim, { token: this.#lastToken, claimedAtMs: this.#options.clock.nowMs() });
		await this.#options.emit(claimedDraft(this.#toInfo(entry)));
		claim.onGranted(this.#toInfo(entry));
	}

	#hold(
		claim: Claim,
		{ token, claimedAtMs }: { readonly token: number; readonly claimedAtMs: number },
	): Entry {
		const { clock, lives } = this.#options;
		const { resource, holder, ttlMs } = claim;
		const entry: Entry = {
			claim,
			info: {
				resource,
				token,
				holder: nameOf(holder),
				pid: pidOf(holder),
				claimed_at_ms: claimedAtMs,
				expires_at_ms: ttlMs === undefined ? null : clock.nowMs() + ttlMs,
			},
			watch:
				holder.by === "process"
					? lives.watch(holder.process, () => void this.#end(entry, "holder_lost"))
					: undefined,
			expiry:
				ttlMs === undefined
					? undefined
					: clock.setTimer(Math.max(0, ttlMs), () => void this.#end(entry, "expired")),
		};
		this.#held.set(token, entry);
		this.#remember();
		return entry;
	}

	async #end(entry: Entry, end: LeaseEnd): Promise<void> {
		if (this.#isClosed || this.#held.get(entry.info.token) !== entry) return;
		letGo(entry);
		this.#held.delete(entry.info.token);
		await this.#options.emit(endedDraft(this.#toInfo(entry), end));
		// Only now: a daemon that dies before has the next one say it.
		this.#remember();
		entry.claim.onEnd(end);
		this.#serveLine();
	}

	#serveLine(): void {
		for (const claim of this.#line.take((waiting) => this.findObstacle(waiting) !== undefined))
			void this.#grant(claim);
	}

	#recall({ info, holder }: RememberedLease): void {
		const { clock, lives } = this.#options;
		const remainingMs = info.expires_at_ms === null ? undefined : info.expires_at_ms - clock.nowMs();
		this.#lastToken = Math.max(this.#lastToken, info.token);
		const ignore = (): void => undefined;
		const claim = { resource: info.resource, holder, ttlMs: remainingMs, onGranted: ignore, onEnd: ignore };
		const entry = this.#hold(claim, { token: info.token, claimedAtMs: info.claimed_at_ms });
		if (holder.by === "process" && !lives.isAlive(holder.process)) void this.#end(entry, "holder_lost");
		if (holder.by === "connection") clock.setTimer(RETURN_MS, () => void this.#end(entry, "holder_lost"));
	}

	#toInfo({ info }: Entry): LeaseInfo {
		return {
			...info,
			waiting: this.#line.countFor(info.resource),
		};
	}

	#remember(): void {
		const leases = [...this.#held.values()].map(({ info, claim }) => ({ info, holder: claim.holder }));
		this.#options.memory.write(toJson(leases));
	}
}

function isInTheWay({ claim, info }: Entry, { resource, holder }: Claim): boolean {
	return overlaps(info.resource, resource) && !isSameHolder(claim.holder, holder);
}

function letGo({ watch, expiry }: Entry): void {
	watch?.close();
	expiry?.cancel();
}

function held(
	resource: string,
	{ holder, resource: theirs, expires_at_ms: expiresAtMs }: LeaseInfo,
): BusError {
	const what = theirs === resource ? "it" : theirs;
	const until = expiresAtMs === null ? "" : ` until ${new Date(expiresAtMs).toISOString()}`;
	return new BusError("LEASE_HELD", `Cannot claim "${resource}": ${holder} holds ${what}${until}`, {
		hint: `waitbus claim ${resource} --wait`,
	});
}

function notHeld(resource: string, why: string): BusError {
	return new BusError("LEASE_NOT_HELD", `Cannot release "${resource}": ${why}`, {
		hint: "waitbus claim --list",
	});
}
