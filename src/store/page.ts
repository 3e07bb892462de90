/** What a reader of the log asks for and gets. */
export interface StoredEvent {
	readonly seq: number;
	readonly eventId: string;
	/** Canonical JSON, as it was appended. */
	readonly text: string;
}

export type FindEvent = (id: string) => StoredEvent | undefined;

/** Narrows a page to the events whose column has one of the values. */
export interface StorePivot {
	readonly column:
		| "delivery_id"
		| "event_id"
		| "event_type"
		| "head_sha"
		| "msg_correlation_id"
		| "msg_to"
		| "repo"
		| "run_id"
		| "source";
	/** For "repo", the owner and the name: "acme/web". */
	readonly values: readonly string[];
}

export interface PageRequest {
	/** Exclusive; 0 reads from the start. */
	readonly afterSeq: number;
	/** Inclusive. @default the newest event */
	readonly throughSeq?: number | undefined;
	readonly limit: number;
	/** Of `text`; an event that is larger has a page of its own. */
	readonly maxBytes: number;
	readonly pivot?: StorePivot | undefined;
}

export interface EventPage {
	readonly events: readonly StoredEvent[];
	/** The cursor for the next page; it moves also when no event was found. */
	readonly nextSeq: number;
	/** True when nothing is left up to `throughSeq`. */
	readonly isEnd: boolean;
}
