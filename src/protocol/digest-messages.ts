/** The part of protocol version 2 that is about what an agent has missed. */

/** What a digest tells of. */
export const DIGEST_PARTS = ["messages", "agents", "ci", "leases", "notices"] as const;

export type DigestPart = (typeof DIGEST_PARTS)[number];

export interface DigestInfo {
	readonly agent: string;
	/** The event after which it begins: up to here the agent had looked. Null when it begins with a time. */
	readonly since: string | null;
	/** The newest event that it covers; null while the log is empty. */
	readonly through: string | null;
	/** How much of each there is. */
	readonly counts: Readonly<Record<DigestPart, number>>;
	/** The newest of it, oldest first, as far as they fit: one line each. */
	readonly lines: readonly string[];
	/** How many there are besides. */
	readonly omitted: number;
}

export type DigestRequest =
	| {
			readonly op: "digest";
			readonly id: number;
			/** @default the agent that the caller belongs to */
			readonly agent?: string;
			/** As for a subscription. @default where the agent last looked, else a day ago */
			readonly since?: string;
			/** Of the lines together. @default 4,000 */
			readonly max_bytes?: number;
	  }
	/** The agent has seen what happened up to and including this event. */
	| { readonly op: "seen"; readonly id: number; readonly agent?: string; readonly through: string };

export type DigestReply =
	| { readonly op: "digest"; readonly id: number; readonly digest: DigestInfo }
	| { readonly op: "seen"; readonly id: number; readonly agent: string };
