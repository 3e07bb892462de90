/** Notifications as Alertmanager posts them (version 4), for the tests to change. */

export interface PostedAlert {
	readonly status?: "firing" | "resolved";
	readonly labels?: Readonly<Record<string, string>>;
	readonly annotations?: Readonly<Record<string, string>>;
	readonly startsAt?: string;
	readonly endsAt?: string;
	readonly fingerprint?: string;
}

export const STARTS_AT = "2026-01-01T00:00:00.5Z";
export const ENDS_AT = "2026-01-01T00:10:00Z";

export function notificationOf(...alerts: readonly PostedAlert[]): Buffer {
	return Buffer.from(
		JSON.stringify({
			receiver: "waitbus",
			status: "firing",
			alerts: alerts.map(alertOf),
			groupLabels: {},
			commonLabels: {},
			commonAnnotations: {},
			externalURL: "http://alerts.example.org:9093",
			version: "4",
			groupKey: "{}:{}",
			truncatedAlerts: 0,
		}),
	);
}

function alertOf(alert: PostedAlert) {
	return {
		status: "firing",
		labels: { alertname: "DiskFull", severity: "critical", instance: "db-1" },
		annotations: { summary: "3 % are left" },
		startsAt: STARTS_AT,
		endsAt: alert.status === "resolved" ? ENDS_AT : "0001-01-01T00:00:00Z",
		generatorURL: "http://prometheus.example.org:9090/graph?g0.expr=x",
		fingerprint: "c1f5e8a1d2b3c4d5",
		...alert,
	};
}
