/** How a source is, whichever ways it hears by: what `waitbus source list` shows. */
import { timeOfEventId } from "../event/event-id.js";
import type { SourceInfo, SourceStatus, WebhookStatus } from "../protocol/messages.js";
import type { SourceDescription } from "../sources/source.js";
import { findWebhookProblem } from "./outlook.js";
import type { PresentSource } from "./supervisor.js";

export interface SourceCircumstances {
	readonly webhooks: WebhookStatus;
	/** The id of the newest event that the log holds of a source. */
	readonly newestOf: (source: string) => string | undefined;
}

export function reportSources(
	sources: readonly PresentSource[],
	circumstances: SourceCircumstances,
): readonly SourceStatus[] {
	return sources.map((source) => reportSource(source, circumstances));
}

export function toSourceInfo({ name, summary, eventTypes, fields }: SourceDescription): SourceInfo {
	return {
		name,
		summary,
		event_types: eventTypes,
		fields: Object.entries(fields).map(([field, text]) => ({ name: field, text })),
	};
}

function reportSource(source: PresentSource, { webhooks, newestOf }: SourceCircumstances): SourceStatus {
	const { name, target, run } = source;
	const newest = newestOf(target.source);
	return {
		name,
		source: target.source,
		...stateOf(source, webhooks),
		last_event_at_ms: newest === undefined ? null : timeOfEventId(newest),
		last_error: run?.status.last_error ?? null,
		last_error_at_ms: run?.status.last_error_at_ms ?? null,
		restarts: run?.status.restarts ?? 0,
	};
}

type State = Pick<SourceStatus, "state" | "problem" | "hint">;

function stateOf({ run, webhook }: PresentSource, webhooks: WebhookStatus): State {
	const hearing =
		run === undefined || run.needsWebhook || run.status.state === "off" ? undefined : run.status;
	if (hearing !== undefined) return pickState(hearing);
	const isWaiting = run !== undefined && !run.needsWebhook;
	const closed = webhook === undefined ? undefined : findWebhookProblem(webhook.path, webhooks);
	// What it looks after besides may be wrong although servers can post to it.
	if (webhook !== undefined && closed === undefined)
		return run?.status.state === "down" ? pickState(run.status) : { state: "up", problem: null, hint: null };
	const reasons = [
		...(isWaiting ? ["nobody waits for it"] : []),
		...(closed === undefined ? [] : [closed.reason]),
	];
	return { state: "off", problem: reasons.join(", and "), hint: closed?.hint ?? null };
}

function pickState({ state, problem, hint }: State): State {
	return { state, problem, hint };
}
