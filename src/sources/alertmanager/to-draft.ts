/** One alert, one event. */
import type { Conclusion, EventDraft, JsonObject } from "../../event/event.js";
import { formatDuration } from "../../event/duration.js";
import { formatTimeNs } from "../../event/rfc3339.js";
import type { Alert, Notification } from "./notification.js";
import type { Pulse } from "./watchdog.js";
import { toEnd } from "./watchdog.js";

export const ALERT_TYPE = "prometheus_alert";
export const WATCHDOG_TYPE = "prometheus_watchdog";

// The payload has them whole; fields are what people match on, and an event has its limit.
const MAX_TEXT_LENGTH = 4_096;
/** What Go writes for a time that is not set. */
const ZERO_TIME = /^0001-01-01T/;

export interface AlertContext {
	readonly notification: Notification;
	readonly payload: JsonObject;
	/** How the same alert ended before, when it did. */
	readonly endedBefore: string | undefined;
	readonly isWatchdog: boolean;
}

export function toAlertDraft(
	alert: Alert,
	{ notification, payload, endedBefore, isWatchdog }: AlertContext,
): EventDraft {
	const { receiver, groupKey, externalURL, truncatedAlerts } = notification;
	// A watchdog is well as long as it fires.
	const isWell = (alert.status === "resolved") !== isWatchdog;
	return {
		source: "alertmanager",
		event_type: isWatchdog ? WATCHDOG_TYPE : ALERT_TYPE,
		delivery_id: `${toKey(alert)}:${alert.status}${suffixOf(alert, endedBefore)}`,
		summary: summarise(alert),
		fields: {
			...toFields(alert, { status: alert.status, conclusion: isWell ? "success" : "failure" }),
			receiver,
			group_key: groupKey,
			external_url: externalURL,
			truncated_alerts: truncatedAlerts,
		},
		payload,
	};
}

export function toMissingDraft(pulse: Pulse, timeoutMs: number): EventDraft {
	const { alert, receiver, lastHeardMs } = pulse;
	return {
		source: "alertmanager",
		event_type: WATCHDOG_TYPE,
		delivery_id: `${toKey(alert)}:${toEnd(pulse)}`,
		summary: `${nameOf(alert)} has not been heard for ${formatDuration(timeoutMs)}: alerts may not arrive`,
		fields: {
			...toFields(alert, { status: "missing", conclusion: "failure" }),
			receiver,
			last_heard_at: formatTimeNs(BigInt(lastHeardMs) * 1_000_000n),
			timeout_ms: timeoutMs,
		},
	};
}

function toKey({ fingerprint, startsAt }: Alert): string {
	return `alertmanager:${fingerprint}:${startsAt}`;
}

function suffixOf({ status, endsAt }: Alert, endedBefore: string | undefined): string {
	if (status === "resolved") return `:${endsAt}`;
	return endedBefore === undefined ? "" : `:after:${endedBefore}`;
}

function toFields(
	alert: Alert,
	verdict: { readonly status: string; readonly conclusion: Conclusion },
): JsonObject {
	const { labels, annotations, startsAt, endsAt, generatorURL, fingerprint } = alert;
	return {
		...verdict,
		alert_name: nameOf(alert),
		alert_severity: labels["severity"] ?? null,
		alert_fingerprint: fingerprint,
		labels: clipTexts(labels),
		annotations: clipTexts(annotations),
		starts_at: startsAt,
		ends_at: endsAt === "" || ZERO_TIME.test(endsAt) ? null : endsAt,
		generator_url: generatorURL,
	};
}

function summarise(alert: Alert): string {
	const { severity } = alert.labels;
	const { summary, description, message } = alert.annotations;
	const text = summary ?? description ?? message;
	const head = `${nameOf(alert)} ${alert.status}${severity === undefined ? "" : ` (${severity})`}`;
	return text === undefined ? head : `${head}: ${text}`;
}

function nameOf({ labels }: Alert): string {
	return labels["alertname"] ?? "unnamed";
}

function clipTexts(texts: Readonly<Record<string, string>>): JsonObject {
	return Object.fromEntries(
		Object.entries(texts).map(([key, text]) => [key, text.slice(0, MAX_TEXT_LENGTH)]),
	);
}
