/**
 * waitbus: a local event bus for one user's machine.
 * @example
 * import { connect } from "waitbus";
 * const bus = connect();
 * const event = await bus.waitFor({ source: "ci", match: "conclusion=failure" }, { timeoutMs: 60_000 });
 * console.log(event.summary);
 * await bus.close();
 */
import { type AddressOptions, resolveAddress } from "./client/address.js";
import { BusClient } from "./client/bus-client.js";
import type { CallOptions, SubscribeOptions, WaitCallOptions } from "./client/call-options.js";
import type { EventStream } from "./client/event-stream.js";
import type { SelectionOptions, SubjectOptions, WaitOptions } from "./client/terms.js";
import type { WaitOutcome } from "./client/wait.js";
import type { BusEvent, EventDraft } from "./event/event.js";
import type { EmitResult } from "./protocol/messages.js";

export type {
	AgentInfo,
	AgentIntroduction,
	Agents,
	AgentState,
	ListAgentsOptions,
	ReportedState,
	ReportOptions,
} from "./client/agents.js";
export type { AddressOptions } from "./client/address.js";
export type { BusClient } from "./client/bus-client.js";
export type { CallOptions, SubscribeOptions, WaitCallOptions } from "./client/call-options.js";
export type { EventStream } from "./client/event-stream.js";
export type { ClaimOptions, Lease } from "./client/lease.js";
export type { LeaseInfo, Leases } from "./client/leases.js";
export type { InboxOptions, Receipt, ReceiptState, SendOptions, SendOutcome, Sent } from "./client/mail.js";
export type { QueryOptions, QueryPage } from "./client/query.js";
export type { SelectionOptions, SubjectOptions, WaitOptions } from "./client/terms.js";
export type { Registration } from "./client/registration.js";
export type { SourceInfo, Sources, SourceStatus } from "./client/sources.js";
export type { WaitOutcome } from "./client/wait.js";
export type { WhyQuestion } from "./client/why.js";
export { BusError, ERROR_CATALOGUE, type ErrorCode, EXIT_CODES } from "./errors.js";
export { encodeEvent } from "./event/encode-event.js";
export {
	type BusEvent,
	CONCLUSIONS,
	type Conclusion,
	type EventDraft,
	type JsonObject,
	type JsonValue,
} from "./event/event.js";
export type { SubjectReport } from "./event/subject-report.js";
export { type Verdict, verdictOf } from "./event/verdict.js";
export type {
	ClauseState,
	DaemonStatus,
	EmitResult,
	Finding,
	MatchReason,
	WaitReport,
} from "./protocol/messages.js";

/**
 * A handle on this user's bus. Its connection opens with the first call, starts a daemon when there is none,
 * and carries every call, wait and stream of the handle.
 * @throws BusError PATH_INVALID, CONFIG_INVALID when an environment variable cannot be used
 */
export function connect(options: AddressOptions = {}): BusClient {
	return new BusClient(resolveAddress(options));
}

/**
 * Stores one event and closes its connection again; `connect` serves a series better.
 * @throws BusError EVENT_INVALID, STORE_FULL, STORE_FAILED, DAEMON_UNREACHABLE
 * @example await emit({ source: "backup", event_type: "finished", fields: { conclusion: "success" } });
 */
export async function emit(
	draft: EventDraft,
	options: CallOptions & AddressOptions = {},
): Promise<EmitResult> {
	return await withClient(options, (bus) => bus.emit(draft, options));
}

/**
 * Stores up to 10,000 events in one commit; none of them when one is invalid.
 * @throws BusError EVENT_INVALID naming the event by its number, STORE_FULL, STORE_FAILED, DAEMON_UNREACHABLE
 */
export async function emitBatch(
	drafts: readonly EventDraft[],
	options: CallOptions & AddressOptions = {},
): Promise<readonly EmitResult[]> {
	return await withClient(options, (bus) => bus.emitBatch(drafts, options));
}

/**
 * Resolves with the first event that matches, from now or from `since`.
 * @throws BusError WAIT_TIMED_OUT, MATCHER_INVALID, SOURCE_UNAVAILABLE, DAEMON_UNREACHABLE; the signal's reason
 * @example const event = await waitFor({ source: "docker", match: "exit_code!=0" }, { timeoutMs: 60_000 });
 */
export async function waitFor(
	selection: SelectionOptions & SubjectOptions,
	options: WaitCallOptions & AddressOptions = {},
): Promise<BusEvent> {
	return await withClient(options, (bus) => bus.waitFor(selection, options));
}

/**
 * Resolves when the terms are met: several clauses, a sequence, a count, or silence.
 * @throws BusError WAIT_TIMED_OUT, MATCHER_INVALID, REQUEST_INVALID, SOURCE_UNAVAILABLE, DAEMON_UNREACHABLE; the
 * signal's reason
 */
export async function wait(
	terms: WaitOptions,
	options: WaitCallOptions & AddressOptions = {},
): Promise<WaitOutcome> {
	return await withClient(options, (bus) => bus.wait(terms, options));
}

/**
 * Every matching event, once and in commit order. Ends with the loop, `using`, or the signal.
 * @throws BusError in the loop: MATCHER_INVALID, SOURCE_UNAVAILABLE, DAEMON_UNREACHABLE; the signal's reason
 * @example for await (const event of subscribe({ source: "docker" })) console.log(event.summary);
 */
export function subscribe(
	selection: SelectionOptions = {},
	options: SubscribeOptions & AddressOptions = {},
): EventStream {
	const bus = connect(options);
	const onClosed = (): void => {
		void bus.close();
		options.onClosed?.();
	};
	return bus.subscribe(selection, { ...options, onClosed });
}

async function withClient<T>(options: AddressOptions, use: (bus: BusClient) => Promise<T>): Promise<T> {
	const bus = connect(options);
	try {
		return await use(bus);
	} finally {
		await bus.close();
	}
}
