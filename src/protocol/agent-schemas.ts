/** The requests about agents, checked at the edge. */
import * as v from "valibot";
import { AGENT_STATES, type ReportedState } from "./agent-messages.js";
import { count, durationMs, id, text } from "./request-parts.js";

const state = v.picklist(AGENT_STATES.filter((known): known is ReportedState => known !== "gone"));

const doors = v.pipe(v.array(v.objectWithRest({ door: text }, text)), v.maxLength(8));

const introduction = v.strictObject({
	name: text,
	vendor: v.optional(text),
	session: v.optional(text),
	cwd: v.optional(text),
	pid: v.optional(count),
	state: v.optional(state),
	doors: v.optional(doors),
});

const starter = v.strictObject({
	vendor: text,
	name: v.optional(text),
	session: v.optional(text),
	cwd: v.optional(text),
	pid: v.optional(count),
	state: v.optional(state),
	doors: v.optional(doors),
});

/** @param head The keys that every request has. */
export function agentSchemas<Head extends v.ObjectEntries>(head: Head) {
	return [
		v.strictObject({
			...head,
			op: v.literal("hello"),
			client: v.optional(v.object({ name: text, version: text })),
			agent: v.optional(introduction),
			starter: v.optional(starter),
		}),
		v.strictObject({
			...head,
			op: v.literal("report"),
			agent: v.optional(text),
			state,
			doing: v.optional(text),
		}),
		v.strictObject({ ...head, op: v.literal("leave"), agent: v.optional(text) }),
		v.strictObject({ ...head, op: v.literal("agents"), gone: v.optional(v.boolean()) }),
		v.strictObject({
			...head,
			op: v.literal("claim"),
			resource: text,
			agent: v.optional(text),
			pid: v.optional(count),
			else_pid: v.optional(count),
			held_by: v.optional(v.picklist(["connection", "time"])),
			ttl_ms: v.optional(durationMs),
			wait: v.optional(v.boolean()),
			token: v.optional(id),
		}),
		v.strictObject({ ...head, op: v.literal("release"), resource: text, token: v.optional(id) }),
		v.strictObject({ ...head, op: v.literal("leases") }),
	] as const;
}
