/** The part of protocol version 2 that is about agents: who is here, and who holds what. */

/** What an agent is doing, one model for every vendor. */
export const AGENT_STATES = [
	"working",
	"waiting_for_permission",
	"waiting_on_background",
	"idle",
	"failed",
	"gone",
] as const;

/** What an agent is doing; `gone` once it left or was lost. */
export type AgentState = (typeof AGENT_STATES)[number];

/** How an agent introduces itself with `hello`. */
export interface AgentIntroduction {
	/** Its name on this bus, by which it is sent messages; one living agent has it at a time. */
	readonly name: string;
	/** Such as `claude` or `codex`. */
	readonly vendor?: string;
	/** The vendor's own id of the session. */
	readonly session?: string;
	readonly cwd?: string;
	/** The process whose life is the agent's, the caller or one that started it. @default the connection's life */
	readonly pid?: number;
	/** @default working */
	readonly state?: ReportedState;
	/** How it can be woken. @default those that are known, if any */
	readonly doors?: readonly Door[];
}

/** A way to wake a session: its kind, and what whoever uses it needs. It may hold a secret, and no reply has it. */
export interface Door {
	readonly door: string;
	readonly [key: string]: string;
}

/**
 * How a hook introduces the session that called it. The agent lives as long as the process that started the caller, past
 * shells and whatever else only runs the caller's command.
 */
export interface StarterIntroduction {
	readonly vendor: string;
	/** @default the name the session has already, or one made from the vendor and the session */
	readonly name?: string;
	readonly session?: string;
	readonly cwd?: string;
	/** The process, where the system tells nobody who started whom. */
	readonly pid?: number;
	/** @default working */
	readonly state?: ReportedState;
	readonly doors?: readonly Door[];
}

/** `gone` is the bus's own word. */
export type ReportedState = Exclude<AgentState, "gone">;

/** An agent as the bus knows it: who it is, by what it lives, and what it is doing. */
export interface AgentInfo {
	readonly name: string;
	readonly vendor: string | null;
	readonly session: string | null;
	readonly cwd: string | null;
	/** As the kernel tells it, or a process that it confirms to have started the one that registered. */
	readonly pid: number;
	readonly state: AgentState;
	/** What it says that it is doing. */
	readonly doing: string | null;
	/** Milliseconds since the epoch. */
	readonly registered_at_ms: number;
	readonly state_since_ms: number;
	/** How a `gone` one went: it said goodbye, or it died. */
	readonly end: "left" | "lost" | null;
}

/** A resource that is held, by whom, and until when. */
export interface LeaseInfo {
	/** A path covers what is under it; anything else is a word. */
	readonly resource: string;
	/** Greater than that of every lease before: a store can refuse whoever comes with a smaller one. */
	readonly token: number;
	/** The agent that holds it, or the process. */
	readonly holder: string;
	/** The process whose end releases it; null when only time does. */
	readonly pid: number | null;
	/** Milliseconds since the epoch. */
	readonly claimed_at_ms: number;
	readonly expires_at_ms: number | null;
	/** How many wait for it. */
	readonly waiting: number;
}

export type AgentRequest =
	| {
			readonly op: "hello";
			readonly id: number;
			readonly client?: { readonly name: string; readonly version: string };
			readonly agent?: AgentIntroduction;
			/** Instead of `agent`. */
			readonly starter?: StarterIntroduction;
	  }
	/** The agent of this connection, or the named one, says what it does. */
	| {
			readonly op: "report";
			readonly id: number;
			readonly agent?: string;
			readonly state: ReportedState;
			readonly doing?: string;
	  }
	| { readonly op: "leave"; readonly id: number; readonly agent?: string }
	/** Those who are here; with `gone` also those who went lately. */
	| { readonly op: "agents"; readonly id: number; readonly gone?: boolean }
	| ({ readonly op: "claim"; readonly id: number } & ClaimTerms)
	| {
			readonly op: "release";
			readonly id: number;
			readonly resource: string;
			/** Refused unless this is the lease's. */
			readonly token?: number;
	  }
	| { readonly op: "leases"; readonly id: number };

export interface ClaimTerms {
	readonly resource: string;
	/** Held by this agent, as long as it lives. @default the agent that the caller belongs to, else the connection */
	readonly agent?: string;
	/** Held by this process, which must be the caller or one that started it. */
	readonly pid?: number;
	/** As `pid`, when the caller belongs to no agent. */
	readonly else_pid?: number;
	/** `time`: when the caller belongs to no agent, nobody's life holds it, only `ttl_ms`. */
	readonly held_by?: "connection" | "time";
	/** Held for this long at most. */
	readonly ttl_ms?: number;
	/** Stand in line when somebody else holds it. @default refused at once */
	readonly wait?: boolean;
	/** Taken up again after a restart of the daemon. */
	readonly token?: number;
}

/** `agents` also answers `report` and `leave`, with the one agent as it is then. */
export type AgentReply =
	| {
			readonly op: "agents";
			readonly id: number;
			readonly agents: readonly AgentInfo[];
			/** Pairs that have said too much and are stopped for a while. */
			readonly stopped: readonly { readonly from: string; readonly to: string }[];
	  }
	/** Somebody else holds it; `claimed` follows. */
	| { readonly op: "queued"; readonly id: number; readonly held: LeaseInfo }
	| { readonly op: "claimed"; readonly id: number; readonly lease: LeaseInfo }
	/** A lease that this request held is over. */
	| { readonly op: "lease_ended"; readonly id: number; readonly reason: LeaseEnd }
	| { readonly op: "released"; readonly id: number; readonly lease: LeaseInfo }
	| { readonly op: "leases"; readonly id: number; readonly leases: readonly LeaseInfo[] };

export type LeaseEnd = "released" | "expired" | "holder_lost";
