/** What the daemon says, read once. It is of this user, so what it says is true; but it may be of another build. */
import type { BusError } from "../errors.js";
import { restoreExactTime } from "../event/encode-event.js";
import { findReplyMisfit } from "../protocol/check-reply.js";
import type { Reply } from "../protocol/messages.js";
import { toError } from "./connection-errors.js";
import { otherBuild } from "./other-build.js";

/** A reply that belongs to a request; `error` replies arrive as a BusError instead. */
export type RequestReply = Exclude<Reply, { op: "error" } | { op: "goodbye" }>;

/** @throws SyntaxError or TypeError when it is no reply of the protocol */
export function parseReply(text: string): Reply {
	const reply = JSON.parse(text) as Reply;
	if (reply.op === "event" || reply.op === "detail" || reply.op === "sent")
		restoreExactTime(reply.event, text);
	return reply;
}

/** The daemon's refusal, or a reply that this build cannot use. */
export function findFault(reply: Exclude<Reply, { op: "goodbye" }>): BusError | undefined {
	if (reply.op === "error") return toError(reply);
	const misfit = findReplyMisfit(reply);
	if (misfit === undefined) return undefined;
	const version = reply.op === "status" ? versionIn(reply.status) : undefined;
	return otherBuild(`in its answer "${reply.op}", ${misfit}`, version);
}

function versionIn(status: unknown): string | undefined {
	const isStatus = typeof status === "object" && status !== null && "version" in status;
	return isStatus && typeof status.version === "string" ? status.version : undefined;
}
