/** Notices to agents' sessions, as the SDK hands them over. */
import { withoutAbsent } from "../event/without-absent.js";
import type { DeliveryInfo, DeliveryOutcome } from "../protocol/delivery-messages.js";
import type { CallOptions } from "./call-options.js";
import type { Link } from "./link.js";
import { unexpectedReply } from "./unexpected-reply.js";

export type { DeliveryInfo } from "../protocol/delivery-messages.js";

export interface DeliverOptions extends CallOptions {
	/** It must not wake the session. @default false */
	readonly contextOnly?: boolean;
	/** By this kind of door and no other, such as `claude_inbox`. @default each in turn, best first */
	readonly door?: string;
	/** Milliseconds after which it has expired if the session was not told. @default an hour */
	readonly timeoutMs?: number;
}

export interface Delivered {
	readonly delivery: DeliveryInfo;
	/** `repeated`: the same is on its way to the same agent already, and nothing was added. */
	readonly outcome: DeliveryOutcome;
}

export async function deliver(
	link: Link,
	{
		agent,
		text,
		options,
	}: { readonly agent: string; readonly text: string; readonly options: DeliverOptions },
): Promise<Delivered> {
	const { contextOnly, door, timeoutMs, signal } = options;
	const how = withoutAbsent({ context_only: contextOnly, door, timeout_ms: timeoutMs });
	const reply = await link.request({ op: "deliver", agent, text, ...how }, signal);
	if (reply.op !== "delivery") throw unexpectedReply(reply, "a delivery");
	return { delivery: reply.delivery, outcome: reply.outcome };
}
