/** A session of version 2 over real sockets, whose requests the test handles. */
import type { TestContext } from "node:test";
import { Outbox } from "../../src/daemon/outbox.js";
import { type RequestHandler, SessionV2 } from "../../src/daemon/session-v2.js";
import { FrameDecoder } from "../../src/protocol/frame.js";
import { openSocketPair } from "../support/socket-pair.js";

interface Started {
	readonly session: SessionV2;
	readonly defects: readonly unknown[];
	/** Sends a request as text or as what is to become JSON. */
	say(message: unknown): void;
	/** The next replies. */
	hear(count: number): Promise<readonly Record<string, unknown>[]>;
}

export async function startSession(t: TestContext, handle: RequestHandler): Promise<Started> {
	const { served, client } = await openSocketPair(t);
	const defects: unknown[] = [];
	const session = new SessionV2({
		outbox: new Outbox(served),
		peerPid: 17,
		handle,
		onDefect: (error) => defects.push(error),
		onSettled: () => undefined,
	});
	const decoder = new FrameDecoder(1_000_000);
	const replies: Record<string, unknown>[] = [];
	let wake = (): void => undefined;
	client.on("data", (chunk) => {
		decoder.push(chunk, (text) => replies.push(JSON.parse(text) as Record<string, unknown>));
		wake();
	});
	client.resume();
	return {
		session,
		defects,
		say: (message) => session.onFrame(typeof message === "string" ? message : JSON.stringify(message)),
		async hear(count) {
			while (replies.length < count) await new Promise<void>((resolve) => (wake = resolve));
			return replies.splice(0, count);
		},
	};
}
