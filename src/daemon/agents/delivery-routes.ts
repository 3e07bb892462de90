/** By which doors of a session a notice may go. */
import type { Delivery } from "../../agents/delivery.js";
import type { AgentInfo, Door } from "../../protocol/agent-messages.js";
import type { DoorAdapter, DoorAdapters } from "../../vendors/doors.js";

/** What the session is told as a hook of it runs goes by this. */
export const HOOK_DOOR = "next_hook";

export interface Route {
	readonly adapter: DoorAdapter;
	readonly door: Door;
}

export function mayHookTell({ only_door: only }: Delivery): boolean {
	return only === null || only === HOOK_DOOR;
}

/** What may go through the same doors goes together. */
export function toGroups(waiting: readonly Delivery[]): readonly (readonly [Delivery, ...Delivery[]])[] {
	const groups = new Map<string, [Delivery, ...Delivery[]]>();
	for (const delivery of waiting) {
		const key = `${delivery.context_only} ${delivery.only_door}`;
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [delivery]);
		else group.push(delivery);
	}
	return [...groups.values()];
}

export function routesFor(
	{ context_only: isContextOnly, only_door: only }: Delivery,
	{ adapters, doors }: { readonly adapters: DoorAdapters; readonly doors: readonly Door[] },
): readonly Route[] {
	return adapters
		.filter((adapter) => only === null || adapter.door === only)
		.filter((adapter) => !isContextOnly || adapter.takesContext)
		.flatMap((adapter) =>
			doors.filter(({ door }) => door === adapter.door).map((door) => ({ adapter, door })),
		);
}

export function noDoor(
	{ vendor }: AgentInfo,
	{ only_door: only, context_only: isContextOnly }: Delivery,
): string {
	if (only !== null) return `its session has told of no door "${only}"`;
	const what = isContextOnly ? "can be told something without being woken" : "can be woken";
	return `its session has told of no door by which ${vendor === null ? "it" : `a session of ${vendor}`} ${what}`;
}
