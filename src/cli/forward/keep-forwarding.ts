/** Starts the forwarder again whenever it ends, and has the repository polled while nothing is forwarded. */
import { Deadline } from "../../client/deadline.js";
import { formatDuration } from "../../event/duration.js";
import type { Clock } from "../../platform/clock.js";
import { createDeferred } from "../../platform/deferred.js";
import { explainEnd, type Refusal } from "./explain-end.js";
import type { Forwarder } from "./forwarder.js";
import type { Polling } from "./polling.js";

export type ForwardState =
	| { readonly state: "starting" }
	| { readonly state: "forwarding"; readonly url: string }
	| ({ readonly state: "polling"; readonly retryInMs: number } & Refusal);

export interface Interrupted {
	readonly signal: NodeJS.Signals;
}

interface ForwarderEvents {
	/** GitHub posts from now on, perhaps after a connection was lost. */
	readonly onForwarding: () => void;
	/** A delivery could not be handed to the daemon. */
	readonly onUndelivered: () => void;
}

export interface KeepForwardingOptions {
	readonly repo: string;
	readonly start: (url: string, events: ForwarderEvents) => Promise<Pick<Forwarder, "ended" | "stop">>;
	/** Where the daemon takes deliveries at the moment. */
	readonly findUrl: () => Promise<string>;
	readonly polling: Pick<Polling, "begin" | "endSoon">;
	readonly clock: Clock;
	/** Resolves with what ends the forwarding. */
	readonly interrupted: Promise<Interrupted>;
	readonly onState: (state: ForwardState) => void;
}

const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 300_000;
// What forwarded for so long ended for another reason than the time before.
const STEADY_MS = 60_000;
const CONNECT_LIMIT_MS = 60_000;

/** Resolves with what interrupted it. @throws BusError COMMAND_NOT_FOUND, SOURCE_FAILED, PORT_UNAVAILABLE */
export async function keepForwarding(options: KeepForwardingOptions): Promise<NodeJS.Signals> {
	const { polling, clock, interrupted, onState } = options;
	onState({ state: "starting" });
	let backoffMs = FIRST_BACKOFF_MS;
	for (;;) {
		polling.begin();
		const startedMs = clock.monotonicMs();
		const end = await forwardOnce(options);
		if ("signal" in end) return end.signal;
		if ("movedTo" in end) continue;
		polling.begin();
		if (clock.monotonicMs() - startedMs > STEADY_MS) backoffMs = FIRST_BACKOFF_MS;
		onState({ state: "polling", ...end, retryInMs: backoffMs });
		const pause = new Deadline(backoffMs, clock);
		const interruption = await Promise.race([pause.passed, interrupted]);
		pause.cancel();
		if (interruption !== undefined) return interruption.signal;
		backoffMs = Math.min(backoffMs * 2, MAX_BACKOFF_MS);
	}
}

type RunEnd = Interrupted | Refusal | { readonly movedTo: string };

async function forwardOnce(options: KeepForwardingOptions): Promise<RunEnd> {
	const { repo, start, findUrl, polling, clock, interrupted, onState } = options;
	const url = await Promise.race([findUrl(), interrupted]);
	if (typeof url !== "string") return url;
	const forwarding = createDeferred<"forwarding">();
	let undelivered = createDeferred<"undelivered">();
	const forwarder = await start(url, {
		onForwarding: () => {
			polling.endSoon();
			forwarding.resolve("forwarding");
		},
		onUndelivered: () => undelivered.resolve("undelivered"),
	});
	const ended = forwarder.ended.then((end) => explainEnd(repo, end));
	// It is told of below, or nobody asks any more.
	ended.catch(() => undefined);
	try {
		const limit = new Deadline(CONNECT_LIMIT_MS, clock);
		const began = await Promise.race([ended, forwarding.promise, limit.passed, interrupted]);
		limit.cancel();
		if (began === undefined) return tooSlow();
		if (began !== "forwarding") return began;
		onState({ state: "forwarding", url });
		for (;;) {
			const next = await Promise.race([ended, undelivered.promise, interrupted]);
			if (next !== "undelivered") return next;
			undelivered = createDeferred();
			const now = await Promise.race([findUrl(), interrupted]);
			if (typeof now !== "string") return now;
			if (now !== url) return { movedTo: now };
			// The daemon was away for a moment; the poll looks at what it did not get.
			polling.begin();
			polling.endSoon();
		}
	} finally {
		await forwarder.stop();
	}
}

function tooSlow(): Refusal {
	const reason = `gh did not begin to forward within ${formatDuration(CONNECT_LIMIT_MS)}`;
	return { reason, hint: undefined };
}
