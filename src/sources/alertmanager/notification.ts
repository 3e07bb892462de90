/** What Alertmanager posts: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
import { createHash } from "node:crypto";
import * as v from "valibot";
import { BusError } from "../../errors.js";
import type { JsonObject } from "../../event/event.js";
import { MAX_BATCH_EVENTS } from "../../event/limits.js";
import { parseJsonObject } from "../parse-json-object.js";

const textMap = v.optional(v.record(v.string(), v.string()), {});
const text = v.optional(v.string(), "");
// These become part of the delivery id, which has a limit.
const shortText = v.pipe(v.string(), v.maxLength(100));

export const alertSchema = v.object({
	status: v.picklist(["firing", "resolved"]),
	labels: textMap,
	annotations: textMap,
	startsAt: v.pipe(shortText, v.nonEmpty()),
	endsAt: v.optional(shortText, ""),
	generatorURL: text,
	fingerprint: v.optional(shortText, ""),
});
const schema = v.object({
	receiver: text,
	groupKey: text,
	externalURL: text,
	truncatedAlerts: v.optional(v.number(), 0),
	alerts: v.pipe(v.array(alertSchema), v.maxLength(MAX_BATCH_EVENTS)),
});

export type Alert = v.InferOutput<typeof alertSchema>;

export interface Notification extends Omit<v.InferOutput<typeof schema>, "alerts"> {
	readonly alerts: readonly {
		/** Its fingerprint is there, whether Alertmanager gave one or not. */
		readonly alert: Alert;
		/** The notification as if it had told of this alert alone. */
		readonly payload: JsonObject;
	}[];
}

/** @throws BusError EVENT_INVALID naming the key */
export function parseNotification(body: Buffer): Notification {
	const raw = parseJsonObject(body);
	const result = v.safeParse(schema, raw);
	if (!result.success) throw invalid(result.issues[0]);
	const rawAlerts = raw["alerts"] as readonly JsonObject[];
	const alerts = result.output.alerts.map((alert, index) => ({
		alert: { ...alert, fingerprint: alert.fingerprint || fingerprintOf(alert.labels) },
		payload: { ...raw, alerts: rawAlerts.slice(index, index + 1) },
	}));
	return { ...result.output, alerts };
}

/** Before version 0.19 Alertmanager sent none. What tells two alerts apart is their labels. */
function fingerprintOf(labels: Alert["labels"]): string {
	const pairs = Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1));
	return createHash("sha256").update(JSON.stringify(pairs)).digest("hex").slice(0, 16);
}

function invalid(issue: v.InferIssue<typeof schema>): BusError {
	const key = v.getDotPath(issue) ?? "the notification";
	const found = `${issue.received.slice(0, 60)}, and must be ${issue.expected}`;
	return new BusError("EVENT_INVALID", `Cannot read ${key} of the notification: ${found}`);
}
