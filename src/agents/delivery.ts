/** A notice on its way to an agent, and how it may move on. */
import { randomBytes } from "node:crypto";
import { BusError } from "../errors.js";
import type { DeliveryInfo, DeliveryState, Notice } from "../protocol/delivery-messages.js";

export interface Delivery extends DeliveryInfo {
	readonly text: string;
	/** The one kind of door that it may go through. */
	readonly only_door: string | null;
}

/** What a step changes; whatever is absent stays. */
export interface DeliveryChange {
	readonly state: DeliveryState;
	readonly door?: string | null;
	readonly reason?: string | null;
}

/** Longer texts are letters, and belong into the mailbox. */
const MAX_NOTICE_LENGTH = 4_000;

const DEFAULT_TIMEOUT_MS = 3_600_000;

/** @throws BusError NOTICE_INVALID */
export function toDelivery(notice: Notice, nowMs: number): Delivery {
	const { agent, text, context_only: isContextOnly = false, door = null } = notice;
	if (text.trim() === "" || text.length > MAX_NOTICE_LENGTH) throw invalid(notice);
	return {
		delivery: randomBytes(8).toString("hex"),
		agent,
		text,
		only_door: door,
		state: "accepted",
		door: null,
		reason: null,
		context_only: isContextOnly,
		accepted_at_ms: nowMs,
		changed_at_ms: nowMs,
		expires_at_ms: nowMs + Math.round(notice.timeout_ms ?? DEFAULT_TIMEOUT_MS),
	};
}

export function toInfo({ text: _text, only_door: _door, ...info }: Delivery): DeliveryInfo {
	return info;
}

/** Whether nothing more can come of it. */
export function isOver({ state }: Pick<DeliveryInfo, "state">): boolean {
	return state === "acted" || state === "expired";
}

/** Whether the session has not been told yet. */
export function isWaiting({ state }: Pick<DeliveryInfo, "state">): boolean {
	return state === "accepted" || state === "held";
}

function invalid({ agent, text }: Notice): BusError {
	const what = text.trim() === "" ? "the text is empty" : `the text has ${text.length} characters`;
	return new BusError(
		"NOTICE_INVALID",
		`Cannot deliver to "${agent.slice(0, 80)}": ${what}, and 1 to ${MAX_NOTICE_LENGTH} are allowed`,
		{ hint: `waitbus send ${agent} - sends a text of any length, and a notice can point at it` },
	);
}
