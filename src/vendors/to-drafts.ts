/** A hook's report as the events that the bus publishes. */
import type { EventDraft, JsonObject, JsonValue } from "../event/event.js";
import { clipText } from "./facts.js";
import { textAt } from "./text-at.js";
import type { LifecycleEvent, LifecycleReport, LifecycleType } from "./lifecycle.js";

export interface DraftOptions {
	readonly vendor: string;
	/** Its name on the bus. */
	readonly agent: string;
	/** As it came; the events hold all of it. */
	readonly payload: JsonValue;
	/** Of this call alone, so that its events can be published again without being there twice. */
	readonly callId: string;
	/** When it was called, if that is not now; in milliseconds since the epoch. */
	readonly calledAtMs?: number;
}

export function toDrafts(report: LifecycleReport, options: DraftOptions): readonly EventDraft[] {
	return report.events.map((event) => toDraft(event, report, options));
}

function toDraft(
	event: LifecycleEvent,
	report: LifecycleReport,
	{ vendor, agent, payload, callId, calledAtMs }: DraftOptions,
): EventDraft {
	const { hookEvent, session, cwd, facts } = report;
	return {
		source: "agent",
		event_type: event.type,
		delivery_id: `hook:${callId}:${event.type}`,
		...(calledAtMs === undefined ? {} : { received_at: BigInt(calledAtMs) * 1_000_000n }),
		owner: "local",
		repo: "agents",
		summary: `${agent} ${SAYINGS[event.type](report)}`,
		fields: {
			agent,
			vendor,
			session: session ?? null,
			cwd: cwd ?? null,
			hook_event: hookEvent === undefined ? null : clipText(hookEvent),
			...verdictOf(event),
			...(event.state === undefined ? {} : { state: event.state }),
			...facts,
		},
		payload,
	};
}

function verdictOf({ type, conclusion }: LifecycleEvent): JsonObject {
	if (type === "agent_failed") return { status: "completed", conclusion: "failure" };
	if (type === "agent_turn_ended") return { status: "completed", conclusion: conclusion ?? "success" };
	return { status: null, conclusion: null };
}

const SAYINGS: Readonly<Record<LifecycleType, (report: LifecycleReport) => string>> = {
	agent_started: () => "started a session",
	agent_turn_started: () => "started a turn",
	agent_turn_ended: ({ facts, events }) => {
		if (events.some(({ conclusion }) => conclusion === "cancelled")) return "was interrupted";
		const tasks = facts["background_tasks"];
		return typeof tasks === "number" && tasks > 0
			? `ended its turn, ${tasks} background task${tasks === 1 ? "" : "s"} going on`
			: "ended its turn";
	},
	agent_idle: () => "is idle",
	agent_failed: ({ facts }) => `failed${because(facts, ["error", "error_details", "message"])}`,
	agent_needs_input: ({ facts }) => `needs its human${because(facts, ["message", "title", "tool_name"])}`,
	agent_ended: ({ facts }) => `ended its session${because(facts, ["reason"])}`,
	agent_hook: ({ hookEvent, facts }) =>
		`called ${hookEvent ?? "a hook without a name"}${because(facts, ["tool_name"])}`,
};

function because(facts: JsonObject, keys: readonly string[]): string {
	const found = textAt(facts, keys);
	return found === undefined ? "" : `: ${found}`;
}
