/** A message between agents, from what its sender says to the event that carries it. */
import { BusError } from "../errors.js";
import { AGENT_NAME_RULE, isAgentName } from "../event/agent-name.js";
import type { BusEvent, EventDraft, JsonObject } from "../event/event.js";
import type { Letter } from "../protocol/mail-messages.js";
import { AGENT_SOURCE } from "./agent-events.js";

export const MESSAGE_TYPE = "agent_message";
export const EVERYONE = "*";

/** Two agents that answer each other's answers end here, however they were made. */
export const MAX_HOPS = 32;
/** Of a body as JSON, which escapes line breaks and quotes: the rest of the event wants room as well. */
export const MAX_BODY_BYTES = 1_000_000;

export interface AddressedLetter extends Letter {
	readonly from: string;
}

/** @throws BusError MESSAGE_INVALID */
export function checkLetter({ to, from, body }: AddressedLetter): void {
	if (to !== EVERYONE && !isAgentName(to))
		throw invalid(to, `a recipient is * for everyone, or ${AGENT_NAME_RULE}`);
	if (!isAgentName(from)) throw invalid(to, `"${from}" is no sender: ${AGENT_NAME_RULE}`);
	const bytes = Buffer.byteLength(JSON.stringify(body));
	if (bytes > MAX_BODY_BYTES)
		throw invalid(to, `the text takes ${bytes} bytes as JSON, and ${MAX_BODY_BYTES} are allowed`);
}

/**
 * @param ids What ties the messages together when neither the letter nor what it answers says so.
 * @throws BusError MESSAGE_LOOP
 */
export function toMessageDraft(
	letter: AddressedLetter,
	{
		answered,
		id,
		nowMs,
	}: { readonly answered: BusEvent | undefined; readonly id: string; readonly nowMs: number },
): EventDraft {
	const hops = answered === undefined ? 0 : numberOf(answered.fields, "msg_hops") + 1;
	if (hops > MAX_HOPS) throw loops(letter, hops);
	const { to, from, body, ttl_ms: ttlMs } = letter;
	const correlationId = letter.correlation_id ?? textOf(answered?.fields, "msg_correlation_id") ?? id;
	return {
		source: AGENT_SOURCE,
		event_type: MESSAGE_TYPE,
		owner: "local",
		repo: "agents",
		fields: {
			msg_to: to,
			msg_from: from,
			msg_body: body,
			msg_correlation_id: correlationId,
			msg_thread: letter.thread ?? textOf(answered?.fields, "msg_thread") ?? correlationId,
			msg_answers: answered?.event_id ?? null,
			msg_hops: hops,
			msg_expires_at_ms: ttlMs === undefined ? null : nowMs + ttlMs,
		},
	};
}

/** Whether an agent of this name shall read it: nobody is told what he said to everyone. */
export function isFor(name: string, { event_type, fields }: BusEvent): boolean {
	if (event_type !== MESSAGE_TYPE) return false;
	const { msg_to: to, msg_from: from } = fields;
	return to === name || (to === EVERYONE && from !== name);
}

export function hasExpired({ fields }: BusEvent, nowMs: number): boolean {
	const expiresAtMs = fields["msg_expires_at_ms"];
	return typeof expiresAtMs === "number" && expiresAtMs <= nowMs;
}

export function textOf(fields: JsonObject | undefined, key: string): string | undefined {
	const value = fields?.[key];
	return typeof value === "string" && value !== "" ? value : undefined;
}

function numberOf(fields: JsonObject, key: string): number {
	const value = fields[key];
	return typeof value === "number" ? value : 0;
}

function invalid(to: string, why: string): BusError {
	return new BusError("MESSAGE_INVALID", `Cannot send to "${to.slice(0, 80)}": ${why}`, {
		hint: "waitbus send reviewer 'please look at the parser'",
	});
}

function loops({ to, from }: AddressedLetter, hops: number): BusError {
	return new BusError(
		"MESSAGE_LOOP",
		`Cannot send from "${from}" to "${to}": this is answer number ${hops} to an answer`,
		{ hint: "Begin a new conversation, without answering: waitbus send" },
	);
}
