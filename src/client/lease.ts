/** A resource that is held alone. */
import { BusError } from "../errors.js";
import { formatDuration } from "../event/duration.js";
import { withoutAbsent } from "../event/without-absent.js";
import type { Clock } from "../platform/clock.js";
import { createDeferred } from "../platform/deferred.js";
import type { LeaseInfo } from "../protocol/agent-messages.js";
import { rejectOnAbort } from "./abort.js";
import type { RequestReply } from "./read-reply.js";
import { Deadline } from "./deadline.js";
import type { Link } from "./link.js";
import { ResumingRequest } from "./resuming-request.js";

/** How a resource is claimed. */
export interface ClaimOptions {
	/** The agent whose life holds it. @default the one this process belongs to, else the connection */
	readonly agent?: string;
	/** The process whose life holds it: this one, or one that started it. */
	readonly pid?: number;
	/** The process whose life holds it when the caller belongs to no agent. */
	readonly elsePid?: number;
	/** `time`: when the caller belongs to no agent only `ttlMs` ends it, and the client may be closed. */
	readonly heldBy?: "connection" | "time";
	/** Held for this many milliseconds at most. @default no limit */
	readonly ttlMs?: number;
	/** Stand in line while somebody else holds it. @default false */
	readonly wait?: boolean;
	/** Milliseconds to stand in line. @default no limit */
	readonly timeoutMs?: number;
	readonly signal?: AbortSignal;
	/** Somebody else holds it, and the line is joined. */
	readonly onQueued?: (held: LeaseInfo) => void;
}

export interface LeaseOptions {
	readonly link: Link;
	readonly clock: Clock;
	readonly resource: string;
	readonly options: ClaimOptions;
}

/** A resource that this client holds alone, until it is released, its time is over or the client ends. */
export class Lease {
	/** Resolves with the reason when it is over without having been released here. */
	readonly ended: Promise<string>;
	readonly #link: Link;
	readonly #request: ResumingRequest;
	readonly #info: LeaseInfo;

	private constructor(link: Link, { request, info, ended }: Held) {
		this.#link = link;
		this.#request = request;
		this.#info = info;
		this.ended = ended;
	}

	static async open(options: LeaseOptions): Promise<Lease> {
		return new Lease(options.link, await claim(options));
	}

	get resource(): string {
		return this.#info.resource;
	}

	get token(): number {
		return this.#info.token;
	}

	get info(): LeaseInfo {
		return this.#info;
	}

	/** Free for the next one. @throws BusError LEASE_NOT_HELD when it was over already, DAEMON_UNREACHABLE */
	async release(): Promise<void> {
		this.#request.close();
		await this.#link.request({ op: "release", resource: this.resource, token: this.token });
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.release();
	}
}

interface Held {
	readonly request: ResumingRequest;
	readonly info: LeaseInfo;
	readonly ended: Promise<string>;
}

async function claim({ link, clock, resource, options }: LeaseOptions): Promise<Held> {
	const { agent, pid, elsePid, heldBy, ttlMs, wait, timeoutMs, signal, onQueued } = options;
	signal?.throwIfAborted();
	const claimed = createDeferred<LeaseInfo>();
	const ended = createDeferred<string>();
	let token: number | undefined;
	const terms = withoutAbsent({ agent, pid, else_pid: elsePid, held_by: heldBy, ttl_ms: ttlMs, wait });
	const request = new ResumingRequest({
		clock,
		link,
		// After a restart of the daemon it is the same lease.
		request: () => ({ op: "claim", resource, ...terms, ...withoutAbsent({ token }) }),
		onReply: (reply) => onReply(reply),
		onError: (error) => {
			claimed.reject(error);
			ended.resolve(error instanceof Error ? error.message : String(error));
		},
	});
	const deadline = timeoutMs === undefined ? undefined : new Deadline(timeoutMs, clock);
	try {
		await request.start();
		const outcome =
			deadline === undefined ? claimed.promise : Promise.race([claimed.promise, deadline.passed]);
		const info = (await rejectOnAbort(outcome, signal)) ?? timeOut(resource, timeoutMs ?? 0);
		return { request, info, ended: ended.promise };
	} catch (error) {
		request.postAbout((target) => ({ op: "cancel", target }));
		request.close();
		throw error;
	} finally {
		deadline?.cancel();
	}

	function onReply(reply: RequestReply): void {
		if (reply.op === "queued") onQueued?.(reply.held);
		if (reply.op === "lease_ended") ended.resolve(reply.reason);
		if (reply.op !== "claimed") return;
		token = reply.lease.token;
		claimed.resolve(reply.lease);
	}
}

function timeOut(resource: string, timeoutMs: number): never {
	throw new BusError(
		"WAIT_TIMED_OUT",
		`Timed out after ${formatDuration(timeoutMs)}: somebody else still holds "${resource}"`,
		{ hint: "waitbus claim --list shows who" },
	);
}
