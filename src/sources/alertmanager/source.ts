/** Alertmanager: every alert that it posts, and the silence of the one that should never end. */
import type { EventDraft } from "../../event/event.js";
import type { SourceDefinition, WebhookRequest, WebhookSource } from "../source.js";
import { authenticate } from "./authenticate.js";
import type { AlertmanagerConfig } from "./config.js";
import { Episodes } from "./episodes.js";
import type { Alert, Notification } from "./notification.js";
import { parseNotification } from "./notification.js";
import { runWatchdog } from "./run-watchdog.js";
import { ALERT_TYPE, toAlertDraft, WATCHDOG_TYPE } from "./to-draft.js";
import { Watchdog } from "./watchdog.js";

export interface AlertmanagerSource {
	/** Hears what is posted, whether the other runs or not. */
	readonly webhook: WebhookSource;
	/** Waits for the watchdogs. */
	readonly definition: SourceDefinition;
}

export function createAlertmanagerSource({
	watchdog: { alert: watchdogName, timeout: timeoutMs },
}: AlertmanagerConfig): AlertmanagerSource {
	const episodes = new Episodes();
	const watchdog = new Watchdog(episodes);
	return {
		webhook: {
			name: "alertmanager",
			path: "/alertmanager",
			secretName: "alertmanager-secret",
			authenticate,
			toDrafts: hear,
		},
		definition: {
			name: "alertmanager",
			summary: "Alerts that Prometheus raises, posted by Alertmanager",
			eventTypes: [ALERT_TYPE, WATCHDOG_TYPE],
			fields: FIELDS,
			findAvailability: () => Promise.resolve({ isAvailable: true }),
			createTestDraft,
			run: (context) => runWatchdog(watchdog, timeoutMs, context),
		},
	};

	function hear({ body, receivedAtNs }: WebhookRequest): readonly EventDraft[] {
		const notification = parseNotification(body);
		return notification.alerts.map(({ alert, payload }) => {
			const isWatchdog = alert.labels["alertname"] === watchdogName;
			const draft = toAlertDraft(alert, {
				notification,
				payload,
				endedBefore: episodes.findEnd(alert),
				isWatchdog,
			});
			if (alert.status === "resolved") episodes.end(alert, alert.endsAt);
			if (isWatchdog) hearWatchdog(alert, notification, Number(receivedAtNs / 1_000_000n));
			return draft;
		});
	}

	function hearWatchdog(alert: Alert, { receiver }: Notification, lastHeardMs: number): void {
		if (alert.status === "firing") watchdog.hear({ alert, receiver, lastHeardMs });
		else watchdog.end({ alert, receiver, lastHeardMs });
	}
}

const FIELDS: SourceDefinition["fields"] = {
	status: "firing or resolved; missing when a watchdog is not heard any more",
	conclusion: "failure while it fires, success once it is resolved; a watchdog the other way round",
	alert_name: "its label alertname",
	alert_severity: "its label severity, or null",
	alert_fingerprint: "Alertmanager's digest of its labels",
	labels: "all its labels, as in labels.job",
	annotations: "all its annotations, each cut at 4096 characters",
	starts_at: "when it began to fire (RFC 3339)",
	ends_at: "when it was resolved, or null",
	generator_url: "the page of Prometheus that shows its expression",
	receiver: "the receiver of Alertmanager that posted it",
	group_key: "the group of alerts that it was posted with",
	external_url: "the page of the Alertmanager that posted it",
	truncated_alerts: "how many alerts of its group Alertmanager left out (max_alerts)",
	last_heard_at: "when a watchdog that is missing was last heard",
	timeout_ms: "for how long a watchdog may be silent",
};

function createTestDraft(): EventDraft {
	const labels = { alertname: "WaitbusTest", severity: "none" };
	const alert = {
		status: "resolved",
		labels,
		annotations: {},
		startsAt: "",
		endsAt: "",
		generatorURL: "",
		fingerprint: "test",
	} as const;
	const notification = { receiver: "", groupKey: "", externalURL: "", truncatedAlerts: 0, alerts: [] };
	const context = { notification, payload: {}, endedBefore: undefined, isWatchdog: false };
	// Without a delivery id every test is an event of its own.
	const { delivery_id: _, ...draft } = toAlertDraft(alert, context);
	return { ...draft, summary: "A test of the source alertmanager" };
}
