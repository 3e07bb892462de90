/** What an agent has missed, as the SDK reads it. */
import { withoutAbsent } from "../event/without-absent.js";
import type { DigestInfo } from "../protocol/digest-messages.js";
import type { CallOptions } from "./call-options.js";
import type { Link } from "./link.js";
import { unexpectedReply } from "./unexpected-reply.js";

export type Digest = DigestInfo;

export interface DigestOptions extends CallOptions {
	/** Who looks. @default the agent that this process belongs to */
	readonly agent?: string;
	/** An event id, a duration, a time or `start`. @default where the agent last looked, else a day ago */
	readonly since?: string;
	/** Of the lines together; the oldest are left out. @default 4,000 */
	readonly maxBytes?: number;
	/** It has not looked. @default false */
	readonly peek?: boolean;
}

export async function readDigest(
	link: Link,
	{ agent, since, maxBytes, signal }: DigestOptions,
): Promise<Digest> {
	const question = withoutAbsent({ agent, since, max_bytes: maxBytes });
	const reply = await link.request({ op: "digest", ...question }, signal);
	if (reply.op !== "digest") throw unexpectedReply(reply, "a digest");
	return reply.digest;
}

/** The agent has seen it. */
export async function markSeen(
	link: Link,
	{ agent, through }: Digest,
	{ signal }: CallOptions = {},
): Promise<void> {
	if (through !== null) await link.request({ op: "seen", agent, through }, signal);
}
