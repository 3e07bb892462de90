/** `waitbus source show NAME`: how one source is, and what its events hold. */
import type { SourceInfo } from "../../client/sources.js";
import { agoOf, type SourceReport } from "./report.js";

export function toBlock(report: SourceReport, info: SourceInfo, nowMs: number): readonly string[] {
	const { state, problem, hint, source, name, webhook, secret } = report;
	const { last_event_at, last_error, last_error_at, restarts } = report;
	return [
		row("source", source === name ? name : `${name}, whose events have the source ${source}`),
		row("hears", info.summary),
		row("state", problem === null ? state : `${state}: ${problem}`),
		...(hint === null ? [] : [row("next", hint)]),
		...(secret === null ? [] : [row("webhook", webhook ?? `closed; its secret is ${secret}`)]),
		row("last event", last_event_at === null ? "none in the log" : withAge(last_event_at, nowMs)),
		...(last_error_at === null ? [] : [row("last error", `${withAge(last_error_at, nowMs)}: ${last_error}`)]),
		row("restarts", String(restarts)),
		...(info.event_types.length === 0 ? [] : [row("event types", info.event_types.join(", "))]),
		...toFieldLines(info.fields),
	];
}

function toFieldLines(fields: SourceInfo["fields"]): readonly string[] {
	const width = Math.max(0, ...fields.map(({ name }) => name.length)) + 2;
	return fields.map(({ name, text }, index) =>
		row(index === 0 ? "fields" : "", `${name.padEnd(width)}${text}`),
	);
}

function row(head: string, text: string): string {
	return `${head.padEnd(13)}${text}`;
}

function withAge(isoTime: string, nowMs: number): string {
	return `${isoTime} (${agoOf(isoTime, nowMs)})`;
}
