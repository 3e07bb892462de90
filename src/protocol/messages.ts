/** The messages of protocol version 2, as docs/protocol.md describes them. Keys are snake_case, as on the wire. */
import type { BusEvent, JsonValue } from "../event/event.js";
import type { SubjectReport } from "../event/subject-report.js";
import type { Verdict } from "../event/verdict.js";
import type { ErrorCode } from "../errors.js";
import type { AgentInfo, AgentReply, AgentRequest } from "./agent-messages.js";
import type { DeliveryReply, DeliveryRequest } from "./delivery-messages.js";
import type { DigestReply, DigestRequest } from "./digest-messages.js";
import type { MailReply, MailRequest } from "./mail-messages.js";

export const PROTOCOL_VERSION = 2;

/** Which events are meant: every part that is present must hold. */
export interface Selection {
	/** `KEY=VALUE` and the other operators; see docs/matchers.md. */
	readonly match?: readonly string[];
	readonly match_cel?: string;
	readonly match_jmespath?: string;
	readonly source?: string;
	readonly event_type?: string;
	/** Recipient of a message. */
	readonly to?: string;
	/** Prefix of a commit's hash, 7 to 40 hexadecimal digits. */
	readonly sha?: string;
	/** `owner/repo` or `owner/*`, in either case. */
	readonly repo?: string;
}

/** How events make a wait complete. At most one of the composed parts may be present. */
export interface WaitTerms extends Selection {
	/** Clauses `source:KEY=VALUE` that must all have matched, in any order. */
	readonly all_of?: readonly string[];
	/** Clauses of which one must match. */
	readonly first_of?: readonly string[];
	/** Clauses that must match in this order. */
	readonly sequence?: readonly string[];
	/** The selection must match this often … */
	readonly count?: number;
	/** … within this many milliseconds. */
	readonly within_ms?: number;
	/** Completes when the selection matched nothing for this many milliseconds. */
	readonly absent_ms?: number;
	/** Instead of events, something that has a state, by the keys that its source knows it by. */
	readonly subject?: Readonly<Record<string, string | number>>;
	/** Clauses that end the wait as a failure. */
	readonly unless?: readonly string[];
	/** With `subject`: where those begin, instead of `since`. */
	readonly unless_since?: string;
	/** `now`, `start`, an event id, a duration or an ISO 8601 time. */
	readonly since?: string;
}

export type Request =
	| AgentRequest
	| MailRequest
	| DeliveryRequest
	| DigestRequest
	| { readonly op: "emit"; readonly id: number; readonly events: readonly unknown[] }
	| ({
			readonly op: "subscribe";
			readonly id: number;
			readonly since?: string;
			readonly credit?: number;
			/** Refuses a subscription to what can never come. */
			readonly strict?: boolean;
	  } & Selection)
	| { readonly op: "credit"; readonly id: number; readonly target: number; readonly credit: number }
	| ({
			readonly op: "wait";
			readonly id: number;
			/** A wait for what can never come is refused, unless the log has met it already. */
			readonly strict?: boolean;
			/** Should the connection end before the wait has, the agent that the caller belongs to is told of its end. */
			readonly deliver?: boolean;
	  } & WaitTerms)
	| { readonly op: "cancel"; readonly id: number; readonly target: number }
	| ({
			readonly op: "query";
			readonly id: number;
			readonly since?: string;
			readonly limit?: number;
			readonly newest?: boolean;
	  } & Selection)
	| {
			readonly op: "latest";
			readonly id: number;
			readonly of: "workflows" | "failed_jobs";
			readonly repo?: string;
			readonly before?: string;
			readonly limit?: number;
	  }
	| { readonly op: "get"; readonly id: number; readonly event_id: string }
	| ({ readonly op: "why"; readonly id: number; readonly pid?: number } & WaitTerms)
	| { readonly op: "status"; readonly id: number }
	| { readonly op: "reload"; readonly id: number }
	| { readonly op: "describe"; readonly id: number; readonly source: string }
	| { readonly op: "test"; readonly id: number; readonly source: string }
	| { readonly op: "stop"; readonly id: number };

/** What became of one event that was emitted: its id, and whether it was there already. */
export type EmitResult = { readonly event_id: string; readonly outcome: "committed" | "duplicate" };

/** One clause of a wait and how it stands. */
export interface ClauseState {
	readonly text: string;
	readonly matched_event_id: string | null;
	readonly matches: number;
}

/** Why a clause has not matched, or never can. */
export interface Finding {
	readonly kind:
		| "unknown_source"
		| "source_unavailable"
		| "unknown_field"
		| "unseen_value"
		| "matched_before"
		| "out_of_order"
		| "standing"
		| "near_miss";
	/** The clause it is about, as its text. */
	readonly clause: string;
	/** One line for people. */
	readonly text: string;
	/** What to type next, null when there is nothing to suggest. */
	readonly next: string | null;
}

/** What `why` knows of one wait. */
export interface WaitReport {
	/** The process that waits; of a proposed wait, the one that asks. */
	readonly pid: number;
	/** How long it has been waiting. */
	readonly since_ms: number;
	readonly mode: string;
	/** What it waits for, in words. */
	readonly text: string;
	readonly clauses: readonly ClauseState[];
	readonly findings: readonly Finding[];
}

/** How the daemon is, and what it holds. */
export interface DaemonStatus {
	readonly version: string;
	readonly pid: number;
	readonly uptime_ms: number;
	readonly socket: string;
	readonly database: string;
	readonly events: number;
	readonly database_bytes: number;
	/** What an acknowledged event survives: `normal` a crash of the daemon, `full` also a power cut. */
	readonly durability: "normal" | "full";
	readonly oldest_event_id: string | null;
	readonly newest_event_id: string | null;
	readonly sources: readonly { readonly source: string; readonly events: number }[];
	readonly connections: number;
	readonly subscriptions: number;
	readonly waits: number;
	readonly rss_bytes: number;
	readonly webhooks: WebhookStatus;
	/** Those that the daemon hears by itself, also while they are off. */
	readonly source_states: readonly SourceStatus[];
	/** Why config.toml as it stands is not in force. */
	readonly config_problem: string | null;
}

/** How a source of the daemon is, why it is not up, and when it was heard last. */
export interface SourceStatus {
	readonly name: string;
	/** What its events have as their source. */
	readonly source: string;
	/** `off` until somebody asks for it or servers can post to it; `unavailable` as long as it cannot run here. */
	readonly state: "off" | "starting" | "up" | "down" | "unavailable";
	/** Why it is not up. */
	readonly problem: string | null;
	/** What to do about it. */
	readonly hint: string | null;
	/** Milliseconds since the epoch; of the newest event that the log holds of it. */
	readonly last_event_at_ms: number | null;
	/** What went wrong at the latest, also when it is well again. */
	readonly last_error: string | null;
	readonly last_error_at_ms: number | null;
	/** How often a run of it failed. */
	readonly restarts: number;
}

/** What a source is, and what its events hold. */
export interface SourceInfo {
	readonly name: string;
	readonly summary: string;
	readonly event_types: readonly string[];
	readonly fields: readonly { readonly name: string; readonly text: string }[];
}

/** What servers can post to. */
export interface WebhookStatus {
	/** On the loopback interface; null while the listener is off. */
	readonly port: number | null;
	/** Why it does not listen although it should. */
	readonly problem: string | null;
	readonly routes: readonly {
		/** Of the source that hears it. */
		readonly name: string;
		readonly path: string;
		/** The name of its secret. */
		readonly secret: string;
		readonly is_set: boolean;
	}[];
}

/** Events travel alone in their frame: one `event` message each, then the message that ends the series. */
export type Reply =
	| {
			readonly op: "welcome";
			readonly id: number;
			readonly version: string;
			readonly pid: number;
			readonly max_frame_bytes: number;
			/** As it was registered, if the `hello` introduced one. */
			readonly agent?: AgentInfo;
			/** How much there is to tell its session, if a hook introduced it and there is something. */
			readonly notices?: number;
	  }
	| AgentReply
	| MailReply
	| DeliveryReply
	| DigestReply
	| { readonly op: "ack"; readonly id: number; readonly results: readonly EmitResult[] }
	| {
			readonly op: "subscribed";
			readonly id: number;
			readonly cursor: string | null;
			readonly notes: readonly string[];
	  }
	| { readonly op: "event"; readonly id: number; readonly event: BusEvent }
	| { readonly op: "caught_up"; readonly id: number; readonly cursor: string | null }
	| { readonly op: "gap"; readonly id: number; readonly removed_through: string }
	| {
			readonly op: "waiting";
			readonly id: number;
			readonly cursor: string | null;
			readonly text: string;
			readonly notes: readonly string[];
	  }
	/** How the subject of a wait stands: one for each transition. */
	| { readonly op: "progress"; readonly id: number; readonly report: SubjectReport }
	| {
			readonly op: "matched";
			readonly id: number;
			readonly reason: MatchReason;
			readonly verdict: Verdict;
			/** How the subject stood, when the wait was for one. */
			readonly report?: SubjectReport;
	  }
	| {
			readonly op: "cancelled";
			readonly id: number;
			readonly target: number;
			readonly clauses: readonly ClauseState[];
	  }
	| { readonly op: "end"; readonly id: number; readonly next: string | null }
	| { readonly op: "detail"; readonly id: number; readonly event: BusEvent; readonly payload: JsonValue }
	| { readonly op: "reasons"; readonly id: number; readonly waits: readonly WaitReport[] }
	| { readonly op: "status"; readonly id: number; readonly status: DaemonStatus }
	| { readonly op: "description"; readonly id: number; readonly description: SourceInfo }
	| { readonly op: "stopping"; readonly id: number }
	| {
			readonly op: "error";
			readonly id: number | null;
			readonly code: ErrorCode;
			readonly message: string;
			readonly hint: string | null;
	  }
	| { readonly op: "goodbye"; readonly reason: string };

/** Why a wait ended: its terms were met, an `unless` clause matched, or nothing came for long enough. */
export type MatchReason = "matched" | "unless" | "absent";
