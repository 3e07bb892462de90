/** The event: one JSON object, the same on the wire, in `--json`, in the SDK and in the store. */

/** Whatever JSON can hold. */
export type JsonValue =
	| null
	| boolean
	| number
	| string
	| readonly JsonValue[]
	| { readonly [key: string]: JsonValue };

/** An object of JSON. */
export type JsonObject = { readonly [key: string]: JsonValue };

/** The values `fields.conclusion` takes, as GitHub's checks API defines them. */
export const CONCLUSIONS = [
	"success",
	"failure",
	"cancelled",
	"timed_out",
	"skipped",
	"neutral",
	"action_required",
	"stale",
	"startup_failure",
] as const;

/** How something ended, in the words of every source; null in an event when it has no verdict. */
export type Conclusion = (typeof CONCLUSIONS)[number];

/** An event as it was committed. Keys are snake_case, as everywhere an event's data is shown. */
export interface BusEvent {
	readonly kind: "event";
	/** ULID; grows with commit order, so it is also the public cursor. */
	readonly event_id: string;
	/** Idempotency key: the same one again is a no-op that returns the first `event_id`. */
	readonly delivery_id: string;
	readonly source: string;
	readonly event_type: string;
	readonly owner: string;
	readonly repo: string;
	/** Nanoseconds since the epoch. A bigint, because it exceeds 2^53. */
	readonly received_at: bigint;
	/** One line for people. */
	readonly summary: string;
	/** `source`, `event_type`, the verdict (`status`, `conclusion`) and whatever the source adds. */
	readonly fields: JsonObject;
}

/** What an emitter says; the daemon fills in what is absent. */
export interface EventDraft {
	readonly source: string;
	readonly event_type: string;
	/** @default the event's own id, so the event is always new */
	readonly delivery_id?: string;
	/** @default "local" */
	readonly owner?: string;
	/** @default the source */
	readonly repo?: string;
	/** Nanoseconds since the epoch. @default the daemon's clock */
	readonly received_at?: bigint;
	/** @default composed from the fields */
	readonly summary?: string;
	readonly fields?: JsonObject;
	/** The raw payload; it stays in the store, is read by id, and is matchable as `payload.*`. */
	readonly payload?: JsonValue;
}
