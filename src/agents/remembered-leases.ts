/** What a daemon remembers of the leases for the next one. */
import * as v from "valibot";
import type { JsonValue } from "../event/event.js";
import type { LeaseInfo } from "../protocol/agent-messages.js";
import type { Holder } from "./holder.js";

export interface RememberedLease {
	readonly info: Omit<LeaseInfo, "waiting">;
	readonly holder: Holder;
}

const info = v.object({
	resource: v.string(),
	token: v.number(),
	holder: v.string(),
	pid: v.nullable(v.number()),
	claimed_at_ms: v.number(),
	expires_at_ms: v.nullable(v.number()),
});

const holder = v.variant("by", [
	v.object({ by: v.literal("agent"), name: v.string(), pid: v.number() }),
	v.object({
		by: v.literal("process"),
		process: v.object({ pid: v.number(), startedAt: v.optional(v.string()) }),
	}),
	v.object({ by: v.literal("connection"), pid: v.number(), agent: v.optional(v.string()) }),
	v.object({ by: v.literal("time"), pid: v.number() }),
]);

const leases = v.array(v.object({ info, holder }));

/** None, when it does not read: a lease that nobody remembers is free. */
export function parseLeases(value: JsonValue | undefined): readonly RememberedLease[] {
	const result = v.safeParse(leases, value);
	if (!result.success) return [];
	return result.output.map(({ info: known, holder: by }) => ({ info: known, holder: toHolder(by) }));
}

export function toJson(remembered: readonly RememberedLease[]): JsonValue {
	return remembered.map(({ info: known, holder: by }) => ({ info: { ...known }, holder: toPlain(by) }));
}

function toHolder(remembered: v.InferOutput<typeof holder>): Holder {
	if (remembered.by === "connection")
		return { ...remembered, agent: remembered.agent, connection: undefined };
	if (remembered.by !== "process") return remembered;
	const { pid, startedAt } = remembered.process;
	return { by: "process", process: { pid, startedAt } };
}

function toPlain(by: Holder): JsonValue {
	if (by.by === "connection")
		return { by: by.by, pid: by.pid, ...(by.agent === undefined ? {} : { agent: by.agent }) };
	if (by.by !== "process") return { ...by };
	const { pid, startedAt } = by.process;
	return { by: by.by, process: startedAt === undefined ? { pid } : { pid, startedAt } };
}
