/** Reads one vendor's hooks by a table: its names of the moments, and where its payload has what. */
import type { JsonObject } from "../event/event.js";
import type { Door } from "../protocol/agent-messages.js";
import { toFacts } from "./facts.js";
import { textAt } from "./text-at.js";
import { type HookCall, type LifecycleEvent, OTHER, type ReadLifecycle } from "./lifecycle.js";

type Moment = readonly LifecycleEvent[] | ((payload: JsonObject) => readonly LifecycleEvent[]);

export interface VendorTable {
	/** Paths in the payload, the first that holds text counts; such as `properties.sessionID`. */
	readonly event?: readonly string[];
	readonly session?: readonly string[];
	readonly cwd?: readonly string[];
	/** By the vendor's name of the moment, in lower case and letters only: `sessionstart` for `sessionStart`. */
	readonly moments: Readonly<Record<string, Moment>>;
	/** An object in the payload that holds facts besides its own. */
	readonly inner?: string;
	/** What the facts do not show by themselves. */
	readonly facts?: (payload: JsonObject) => JsonObject;
	readonly doors?: (call: HookCall) => readonly Door[];
}

const MAX_SESSION_LENGTH = 256;
const MAX_PATH_LENGTH = 4_096;

export function lifecycleReader(table: VendorTable): ReadLifecycle {
	return (call) => {
		const { payload } = call;
		const hookEvent = textAt(payload, table.event) ?? call.event;
		const moment = momentOf(table, hookEvent);
		return {
			hookEvent,
			session: textAt(payload, table.session)?.slice(0, MAX_SESSION_LENGTH),
			cwd: textAt(payload, table.cwd)?.slice(0, MAX_PATH_LENGTH),
			events: typeof moment === "function" ? moment(payload) : moment,
			facts: {
				...toFacts(table.inner === undefined ? undefined : payload[table.inner]),
				...toFacts(payload),
				...table.facts?.(payload),
			},
			doors: table.doors?.(call) ?? [],
		};
	};
}

function momentOf({ moments }: VendorTable, hookEvent: string | undefined): Moment {
	const key = (hookEvent ?? "").toLowerCase().replace(/[^a-z]/g, "");
	return (Object.hasOwn(moments, key) ? moments[key] : undefined) ?? OTHER;
}

/** What it means unless the call came from within a subagent, whose turn is not the session's. */
export function unlessSubagent(moment: Moment): Moment {
	return (payload) => {
		if (textAt(payload, ["agent_id"]) !== undefined) return OTHER;
		return typeof moment === "function" ? moment(payload) : moment;
	};
}
