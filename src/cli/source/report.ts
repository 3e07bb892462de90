/** A source as `waitbus source` shows it. */
import type { DaemonStatus } from "../../client/bus-client.js";
import type { SourceStatus } from "../../client/sources.js";
import { formatDuration } from "../../event/duration.js";

export interface SourceReport
	extends Pick<SourceStatus, "name" | "source" | "state" | "problem" | "hint" | "last_error" | "restarts"> {
	/** ISO 8601. */
	readonly last_event_at: string | null;
	readonly last_error_at: string | null;
	/** Where servers post to; null when they cannot. */
	readonly webhook: string | null;
	/** The name of the secret that its webhook needs; null when it has none. */
	readonly secret: string | null;
}

export function toReports({ webhooks, source_states: states }: DaemonStatus): readonly SourceReport[] {
	return states.map((status) => {
		const route = webhooks.routes.find(({ name }) => name === status.name);
		const isOpen = route?.is_set === true && webhooks.port !== null;
		const { name, source, state, problem, hint, last_error, restarts } = status;
		return {
			name,
			source,
			state,
			problem,
			hint,
			last_error,
			restarts,
			last_event_at: toIso(status.last_event_at_ms),
			last_error_at: toIso(status.last_error_at_ms),
			webhook: isOpen ? `http://127.0.0.1:${webhooks.port}${route.path}` : null,
			secret: route?.secret ?? null,
		};
	});
}

/** One line each, in columns. */
export function toLines(reports: readonly SourceReport[], nowMs: number): readonly string[] {
	const width = Math.max(0, ...reports.map(({ name }) => name.length)) + 2;
	return reports.map((report) => {
		const { name, state } = report;
		return `${name.padEnd(width)}${state.padEnd(13)}${remarksOn(report, nowMs).join("; ")}`.trimEnd();
	});
}

export function agoOf(isoTime: string, nowMs: number): string {
	return `${formatDuration(Math.max(1, nowMs - Date.parse(isoTime)))} ago`;
}

function remarksOn(report: SourceReport, nowMs: number): readonly string[] {
	const { problem, hint, webhook, last_event_at, last_error, last_error_at, restarts } = report;
	const error =
		last_error === null || last_error_at === null || last_error === problem ? undefined : last_error;
	return [
		...(problem === null ? [] : [hint === null ? problem : `${problem} (${hint})`]),
		...(webhook === null ? [] : [webhook]),
		...(last_event_at === null ? [] : [`last event ${agoOf(last_event_at, nowMs)}`]),
		...(error === undefined ? [] : [`last error ${agoOf(last_error_at ?? "", nowMs)}: ${error}`]),
		...(restarts === 0 ? [] : [`restarted ${restarts === 1 ? "once" : `${restarts} times`}`]),
	];
}

function toIso(ms: number | null): string | null {
	return ms === null ? null : new Date(ms).toISOString();
}
