/** What a daemon remembers of the agents for the next one. */
import * as v from "valibot";
import type { JsonValue } from "../event/event.js";
import { AGENT_STATES, type AgentInfo, type Door } from "../protocol/agent-messages.js";
import type { Life } from "./life.js";

export interface RememberedAgent {
	readonly info: AgentInfo;
	readonly life: Life;
	readonly doors: readonly Door[];
}

export interface RememberedRoster {
	readonly here: readonly RememberedAgent[];
	readonly gone: readonly AgentInfo[];
}

const text = v.nullable(v.string());

const info = v.object({
	name: v.string(),
	vendor: text,
	session: text,
	cwd: text,
	pid: v.number(),
	state: v.picklist(AGENT_STATES),
	doing: text,
	registered_at_ms: v.number(),
	state_since_ms: v.number(),
	end: v.nullable(v.picklist(["left", "lost"])),
});

const rememberedLife = v.object({
	of: v.picklist(["process", "connection"]),
	process: v.object({ pid: v.number(), startedAt: v.optional(v.string()) }),
});

const doors = v.array(v.objectWithRest({ door: v.string() }, v.string()));

const roster = v.object({
	// Until 0.2 nobody told of doors.
	here: v.array(v.object({ info, life: rememberedLife, doors: v.optional(doors, []) })),
	gone: v.array(info),
});

/** Nobody, when it does not read: whoever is here registers again with his next words. */
export function parseRoster(value: JsonValue | undefined): RememberedRoster {
	const result = v.safeParse(roster, value);
	if (!result.success) return { here: [], gone: [] };
	const here = result.output.here.map((agent) => ({ ...agent, life: toLife(agent.life) }));
	return { here, gone: result.output.gone };
}

function toLife({ of, process }: v.InferOutput<typeof rememberedLife>): Life {
	return { of, process: { pid: process.pid, startedAt: process.startedAt } };
}

export function toJson(value: RememberedRoster): JsonValue {
	return JSON.parse(JSON.stringify(value)) as JsonValue;
}
