/** What happens to a container, as events. */
import { formatDuration } from "../../event/duration.js";
import type { Conclusion, EventDraft, JsonObject } from "../../event/event.js";
import type { Message } from "./engine/message.js";
import type { Container, Run } from "./run.js";
import { asksToEnd, signalOfExitCode } from "./signals.js";

export const CONTAINER_TYPE = "docker_container";

/** When and how a run ended. */
export interface End {
	/** The Engine's moment of saying so; where nobody heard that, its moment of the end. */
	readonly timeNs: bigint;
	/** Undefined when nobody knows. */
	readonly exitCode: number | undefined;
	/** What the Engine said, when it was heard. */
	readonly payload?: JsonObject;
}

export function toStartDraft(container: Container, timeNs: bigint, payload?: JsonObject): EventDraft {
	const fields = { status: "in_progress" };
	return toDraft(container, { action: "start", timeNs, summary: "started", fields, payload });
}

export function toHealthDraft(container: Container, message: Message): EventDraft {
	const { timeNs, detail, attributes, payload } = message;
	const health = detail ?? attributes["health_status"] ?? "unknown";
	const fields = { status: "in_progress", health };
	return toDraft(container, { action: "health_status", timeNs, summary: `is ${health}`, fields, payload });
}

export function toEndDraft(run: Run, { timeNs, exitCode, payload }: End): EventDraft {
	const durationMs = run.startedNs === undefined ? undefined : toMs(timeNs - run.startedNs);
	const signal = signalOfExitCode(exitCode) ?? run.signals.at(-1);
	const isAskedFor = wasAskedToEnd(run, exitCode);
	const after = durationMs === undefined ? "" : ` after ${formatDuration(durationMs)}`;
	return toDraft(run.container, {
		action: "die",
		timeNs,
		summary: `${tellEnd(exitCode, { signal, isAskedFor, isOom: run.isOom })}${after}`,
		fields: {
			status: "completed",
			conclusion: conclude(exitCode, isAskedFor),
			exit_code: exitCode ?? null,
			oom: run.isOom,
			signal: signal ?? null,
			duration_ms: durationMs ?? null,
		},
		payload,
	});
}

/** That somebody wanted it to end outweighs how it did: a server that stops in good order exits 0 as well. */
function conclude(exitCode: number | undefined, isAskedFor: boolean): Conclusion {
	if (isAskedFor) return "cancelled";
	return exitCode === 0 ? "success" : "failure";
}

function wasAskedToEnd({ signals }: Run, exitCode: number | undefined): boolean {
	const fatal = signalOfExitCode(exitCode);
	return signals.some((signal) => asksToEnd(signal) || signal === fatal);
}

interface Circumstances {
	readonly signal: string | undefined;
	readonly isAskedFor: boolean;
	readonly isOom: boolean;
}

function tellEnd(exitCode: number | undefined, { signal, isAskedFor, isOom }: Circumstances): string {
	if (exitCode === undefined) return "is gone, and nobody heard how it ended";
	if (isAskedFor) return `ended on request (${signal}) with exit code ${exitCode}`;
	if (isOom) return `exited ${exitCode} (out of memory)`;
	return signal === undefined ? `exited ${exitCode}` : `exited ${exitCode} (${signal})`;
}

interface Happening {
	readonly action: string;
	readonly timeNs: bigint;
	readonly summary: string;
	readonly fields: JsonObject;
	readonly payload: JsonObject | undefined;
}

// The payload has them whole; fields travel with every copy of an event.
const MAX_LABELS = 256;
const MAX_LENGTH = 1_024;

function toDraft(container: Container, { action, timeNs, summary, fields, payload }: Happening): EventDraft {
	const { id, name, image, labels } = container;
	const kept = Object.entries(labels)
		.slice(0, MAX_LABELS)
		.map(([key, value]) => [clip(key), clip(value)]);
	return {
		source: "docker",
		event_type: CONTAINER_TYPE,
		delivery_id: `docker:${id}:${action}:${timeNs}`,
		received_at: timeNs,
		summary: `container ${name} ${summary}`,
		fields: {
			action,
			container: clip(name),
			workflow_name: clip(name),
			id,
			image: clip(image),
			ingest_method: "docker_events",
			...fields,
			compose_project: labels["com.docker.compose.project"] ?? null,
			compose_service: labels["com.docker.compose.service"] ?? null,
			labels: Object.fromEntries(kept) as JsonObject,
		},
		...(payload === undefined ? {} : { payload }),
	};
}

function clip(text: string): string {
	return text.slice(0, MAX_LENGTH);
}

/** A clock that was set back meanwhile makes no run shorter than none. */
function toMs(ns: bigint): number {
	return ns < 0n ? 0 : Number(ns / 1_000_000n);
}
