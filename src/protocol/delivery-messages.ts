/** The part of protocol version 2 that is about telling a session something: by a door, or with its next hook. */

/** How far a notice has come. `held` waits for a moment of the session; `acted`: a turn began with it. */
export const DELIVERY_STATES = ["accepted", "held", "written", "delivered", "acted", "expired"] as const;

export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** What an agent is to be told. */
export interface Notice {
	readonly agent: string;
	readonly text: string;
	/** It must not wake the session: it is there when the session looks up by itself. @default false */
	readonly context_only?: boolean;
	/** By this kind of door and no other. @default each in turn, best first */
	readonly door?: string;
	/** What nobody was told by then has expired. @default an hour */
	readonly timeout_ms?: number;
}

export interface DeliveryInfo {
	readonly delivery: string;
	readonly agent: string;
	readonly state: DeliveryState;
	/** That took it, or was tried last. */
	readonly door: string | null;
	/** Why it is no further. */
	readonly reason: string | null;
	readonly context_only: boolean;
	/** Milliseconds since the epoch. */
	readonly accepted_at_ms: number;
	readonly changed_at_ms: number;
	readonly expires_at_ms: number;
}

/** `repeated`: the same is on its way to the same agent already, and nothing is added. */
export type DeliveryOutcome = "accepted" | "repeated";

export type DeliveryRequest =
	| ({ readonly op: "deliver"; readonly id: number } & Notice)
	/**
	 * A hook asks for what its session shall know. Nobody else tells of it until the hook has cancelled this, which says
	 * that the session has it, or its connection has ended, which says that it has not.
	 */
	| {
			readonly op: "notices";
			readonly id: number;
			readonly agent: string;
			/** The session starts: it may want to know what it has missed. */
			readonly at_start?: boolean;
	  };

export type DeliveryReply =
	| {
			readonly op: "delivery";
			readonly id: number;
			readonly delivery: DeliveryInfo;
			readonly outcome: DeliveryOutcome;
	  }
	/** All that waits, as one text; empty when nothing does. */
	| { readonly op: "notices"; readonly id: number; readonly text: string };
