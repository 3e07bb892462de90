/** Waiting for something to happen: the terms go to the daemon, which answers when they are met. */
import { BusError } from "../errors.js";
import { formatDuration } from "../event/duration.js";
import type { BusEvent } from "../event/event.js";
import type { SubjectReport } from "../event/subject-report.js";
import type { Clock } from "../platform/clock.js";
import { createDeferred } from "../platform/deferred.js";
import type { Verdict } from "../event/verdict.js";
import { withoutAbsent } from "../event/without-absent.js";
import type { ClauseState, MatchReason, WaitTerms } from "../protocol/messages.js";
import { rejectOnAbort } from "./abort.js";
import type { WaitCallOptions } from "./call-options.js";
import { Deadline } from "./deadline.js";
import type { Link } from "./link.js";
import type { RequestReply } from "./read-reply.js";
import { ResumingRequest } from "./resuming-request.js";
import { toFixedSince, toWaitTerms, type WaitOptions } from "./terms.js";

/** How a wait ended: its verdict, and the events that met it. */
export interface WaitOutcome {
	/** `matched`: the terms were met; `unless`: a clause that ends the wait matched; `absent`: nothing came. */
	readonly reason: MatchReason;
	/** What the events say together; one failure makes it a failure. */
	readonly verdict: Verdict;
	/** The events that met the terms, the completing one last. */
	readonly events: readonly BusEvent[];
	/** How the subject stood, when the wait was for one; docs/sources.md tells what it holds. */
	readonly report?: SubjectReport;
}

/** By which connection, and whose time. */
export interface WaitMeans {
	readonly link: Link;
	readonly clock: Clock;
}

// How long a daemon may take to say how far a wait had come, once its time is over.
const LAST_WORD_MS = 100;

/** @throws BusError WAIT_TIMED_OUT, MATCHER_INVALID, REQUEST_INVALID, SOURCE_UNAVAILABLE, DAEMON_UNREACHABLE; the signal's reason */
export async function wait(
	means: WaitMeans,
	terms: WaitOptions,
	options: WaitCallOptions = {},
): Promise<WaitOutcome> {
	const { clock } = means;
	const { signal, timeoutMs = Number.POSITIVE_INFINITY } = options;
	if (!(timeoutMs > 0)) throw invalidTimeout(timeoutMs);
	signal?.throwIfAborted();
	const pending = new PendingWait(means, terms, options);
	const deadline = timeoutMs === Number.POSITIVE_INFINITY ? undefined : new Deadline(timeoutMs, clock);
	try {
		const outcome =
			deadline === undefined ? pending.outcome : Promise.race([pending.outcome, deadline.passed]);
		return (
			(await rejectOnAbort(outcome, signal)) ?? (await rejectOnAbort(timeOut(pending, timeoutMs), signal))
		);
	} finally {
		deadline?.cancel();
		pending.close();
	}
}

class PendingWait {
	readonly outcome: Promise<WaitOutcome>;
	readonly #clock: Clock;
	readonly #terms: WaitTerms;
	readonly #options: WaitCallOptions;
	readonly #request: ResumingRequest;
	#events: BusEvent[] = [];
	#since: string | undefined;
	#unlessSince: string | undefined;
	#report: SubjectReport | undefined;
	#isOver = false;

	constructor({ link, clock }: WaitMeans, terms: WaitOptions, options: WaitCallOptions) {
		this.#clock = clock;
		this.#options = options;
		this.#terms = toWaitTerms(terms);
		this.#since = toFixedSince(terms.since, clock.nowMs());
		this.#unlessSince = toFixedSince(terms.unlessSince, clock.nowMs());
		const { promise, resolve, reject } = createDeferred<WaitOutcome>();
		this.outcome = promise;
		this.#request = new ResumingRequest({
			clock,
			link,
			request: () => this.#toRequest(),
			onReply: (reply) => this.#onReply(reply, resolve),
			onError: reject,
		});
		this.#request.start().catch(reject);
	}

	/** How the subject stands, when the wait is for one. */
	get report(): SubjectReport | undefined {
		return this.#report;
	}

	/** How far the clauses had come; empty when the daemon cannot say. */
	async lastWord(): Promise<readonly ClauseState[]> {
		const limit = new Deadline(LAST_WORD_MS, this.#clock);
		const reply = await Promise.race([this.#request.cancel(), limit.passed]);
		limit.cancel();
		return reply?.op === "cancelled" ? reply.clauses : [];
	}

	close(): void {
		if (!this.#isOver) this.#request.postAbout((target) => ({ op: "cancel", target }));
		this.#request.close();
	}

	#toRequest() {
		this.#events = [];
		const begin = { since: this.#since, unless_since: this.#unlessSince };
		return {
			op: "wait" as const,
			...this.#terms,
			...withoutAbsent({ ...begin, strict: this.#options.strict, deliver: this.#options.deliver }),
		};
	}

	// After a restart the wait begins again where it first began, so nothing in between is missed.
	#rememberBegin(cursor: string): void {
		const isForSubject = this.#terms.subject !== undefined;
		const isFromNow = this.#since === "now" || (this.#since === undefined && !isForSubject);
		if (isFromNow) this.#since = cursor;
		// A subject is judged anew by all that there is; what ends the wait otherwise is not.
		if (isForSubject) this.#unlessSince ??= this.#since ?? cursor;
	}

	#onReply(reply: RequestReply, resolve: (outcome: WaitOutcome) => void): void {
		if (reply.op === "waiting") {
			this.#rememberBegin(reply.cursor ?? "start");
			this.#options.onArmed?.(reply.notes, reply.text);
		}
		if (reply.op === "progress") {
			this.#report = reply.report;
			this.#options.onProgress?.(reply.report);
		}
		if (reply.op === "event") this.#events.push(reply.event);
		if (reply.op === "matched") {
			this.#isOver = true;
			const { reason, verdict, report } = reply;
			resolve({ reason, verdict, events: this.#events, ...(report === undefined ? {} : { report }) });
		}
	}
}

async function timeOut(pending: PendingWait, timeoutMs: number): Promise<never> {
	if (pending.report !== undefined) {
		const { text, problem } = pending.report;
		const standing = problem === null ? text : `${text} (${problem})`;
		throw timedOut(timeoutMs, standing, "The same wait again counts what happened meanwhile");
	}
	const clauses = await pending.lastWord();
	const outstanding = clauses.filter((clause) => clause.matches === 0).map((clause) => clause.text);
	const what = outstanding.length === 0 ? "no match" : `nothing matched ${outstanding.join(", ")}`;
	throw timedOut(timeoutMs, what, "waitbus why tells what a wait can never match; --since 10m looks back");
}

function timedOut(timeoutMs: number, what: string, hint: string): BusError {
	return new BusError("WAIT_TIMED_OUT", `Timed out after ${formatDuration(timeoutMs)}: ${what}`, { hint });
}

function invalidTimeout(timeoutMs: number): BusError {
	return new BusError("REQUEST_INVALID", `Cannot wait for ${timeoutMs} ms: not longer than zero`, {
		hint: "Leave timeoutMs out to wait without a limit",
	});
}
