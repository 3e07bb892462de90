/** Waits whose agent wants to hear of their end although whoever waited for it is gone: they go on in the daemon. */
import { MAX_FRAME_BYTES } from "../../event/limits.js";
import type { Log } from "../../platform/log.js";
import type { Notice } from "../../protocol/delivery-messages.js";
import { FrameDecoder } from "../../protocol/frame.js";
import type { Reply, Request } from "../../protocol/messages.js";
import type { Activity, WaitSession } from "../session-v2.js";

export type WaitRequest = Extract<Request, { op: "wait" }>;

export interface LeftWaitsOptions {
	readonly deliver: (notice: Notice) => Promise<unknown>;
	readonly log: Log;
}

interface Watch {
	readonly request: WaitRequest;
	readonly agent: string;
	/** Begins the wait again, for another session. */
	readonly begin: (request: WaitRequest, session: WaitSession) => Promise<void>;
}

const MAX_LEFT = 256;
const MAX_SUMMARY_LENGTH = 1_000;

export class LeftWaits {
	readonly #options: LeftWaitsOptions;
	readonly #left = new Map<string, LeftWait>();
	#isClosed = false;

	constructor(options: LeftWaitsOptions) {
		this.#options = options;
	}

	/** The session that such a wait answers: once its client is gone without an answer, the wait is taken over. */
	watch(session: WaitSession, watch: Watch): WaitSession {
		return new WatchedSession(session, {
			onWaiting: ({ text }) => this.#drop(keyOf(watch.agent, text)),
			onCut: (waiting) => this.#takeOver(watch, waiting),
		});
	}

	/** The agent is gone, and with it whoever wanted to hear. */
	forget(agent: string): void {
		for (const key of this.#left.keys()) if (key.startsWith(keyOf(agent, ""))) this.#drop(key);
	}

	close(): void {
		this.#isClosed = true;
		for (const key of this.#left.keys()) this.#drop(key);
	}

	#takeOver({ request, agent, begin }: Watch, { text, cursor }: Waiting): void {
		if (this.#isClosed || this.#left.size >= MAX_LEFT) return;
		const key = keyOf(agent, text);
		const { deliver, log } = this.#options;
		const left = new LeftWait((end) => {
			this.#drop(key);
			deliver({ agent, text: `The wait for ${text} that was left is over. ${end}` }).catch(
				(error: unknown) => {
					log.warn("left wait not told", { error });
				},
			);
		});
		this.#left.set(key, left);
		const from = cursor ?? "start";
		const { since = request.subject === undefined ? from : undefined, unless_since: unlessSince = from } =
			request;
		const again = { ...request, ...(since === undefined ? {} : { since }) };
		begin(request.subject === undefined ? again : { ...again, unless_since: unlessSince }, left).catch(
			(error: unknown) => log.warn("left wait not taken over", { error }),
		);
	}

	#drop(key: string): void {
		this.#left.get(key)?.close();
		this.#left.delete(key);
	}
}

function keyOf(agent: string, text: string): string {
	return `${agent}\n${text}`;
}

type Waiting = Extract<Reply, { op: "waiting" }>;

interface WatchEvents {
	readonly onWaiting: (waiting: Waiting) => void;
	readonly onCut: (waiting: Waiting) => void;
}

/** Passes everything on, and notices whether the wait was answered. */
class WatchedSession implements WaitSession {
	readonly #session: WaitSession;
	readonly #on: WatchEvents;
	#waiting: Waiting | undefined;
	#isAnswered = false;

	constructor(session: WaitSession, on: WatchEvents) {
		this.#session = session;
		this.#on = on;
	}

	get peerPid(): number {
		return this.#session.peerPid;
	}

	get outbox(): WaitSession["outbox"] {
		return this.#session.outbox;
	}

	reply(reply: Reply): void {
		if (reply.op === "waiting") {
			this.#waiting = reply;
			this.#on.onWaiting(reply);
		}
		this.#session.reply(reply);
	}

	fail(id: number | null, error: unknown): void {
		this.#session.fail(id, error);
	}

	start(id: number, activity: Activity): void {
		const close = (): void => {
			activity.close();
			if (!this.#isAnswered && this.#waiting !== undefined) this.#on.onCut(this.#waiting);
		};
		this.#session.start(id, {
			get isBehind() {
				return activity.isBehind;
			},
			cancel: (replyId) => activity.cancel(replyId),
			onDrain: () => activity.onDrain(),
			grant: (credit) => activity.grant(credit),
			close,
		});
	}

	finish(id: number): void {
		this.#isAnswered = true;
		this.#session.finish(id);
	}
}

/** Takes the place of the client that is gone. */
class LeftWait implements WaitSession {
	readonly peerPid = process.pid;
	readonly outbox = { isFull: false, send: (frame: Buffer) => this.#onFrame(frame) };
	readonly #onEnd: (text: string) => void;
	readonly #decoder = new FrameDecoder(MAX_FRAME_BYTES);
	#activity: Activity | undefined;
	#summary = "";
	#isClosed = false;

	/** @param onEnd Called once, with what is to be told. */
	constructor(onEnd: (text: string) => void) {
		this.#onEnd = onEnd;
	}

	reply(reply: Reply): void {
		if (reply.op !== "matched" || this.#isClosed) return;
		const { reason, verdict, report } = reply;
		this.#onEnd(`It was ${reason}, with the verdict ${verdict}: ${report?.text ?? this.#summary}`);
	}

	fail(_id: number | null, error: unknown): void {
		if (!this.#isClosed) this.#onEnd(`It failed: ${error instanceof Error ? error.message : String(error)}`);
	}

	start(_id: number, activity: Activity): void {
		this.#activity = activity;
		if (this.#isClosed) this.close();
	}

	finish(): void {
		this.close();
	}

	close(): void {
		this.#isClosed = true;
		const activity = this.#activity;
		this.#activity = undefined;
		activity?.close();
	}

	#onFrame(frame: Buffer): void {
		this.#decoder.push(frame, (text) => {
			const { event } = JSON.parse(text) as { readonly event?: { readonly summary: string } };
			this.#summary = event?.summary.slice(0, MAX_SUMMARY_LENGTH) ?? this.#summary;
		});
	}
}
