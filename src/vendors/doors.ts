/** What a door into a vendor's session is: how it is used, and what there is to say when it cannot be. */
import type { Socket } from "node:net";
import { BusError } from "../errors.js";
import type { Door } from "../protocol/agent-messages.js";

export interface DoorNotice {
	/** Of the first delivery that it carries. */
	readonly id: string;
	readonly text: string;
	/** It must not wake the session. */
	readonly isContextOnly: boolean;
}

/** What a door needs of the process that uses it. */
export interface DoorWorld {
	readonly signal: AbortSignal;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** The vendor's own process. */
	readonly vendorPid: number;
	/** Whether a process of this user is at the other end. */
	readonly isOurs: (socket: Socket) => boolean;
}

export interface DoorAdapter {
	/** Its kind, as the vendor's hooks tell of it. */
	readonly door: string;
	/** What comes while the session works is kept by the vendor. */
	readonly takesWhileWorking: boolean;
	/** It can leave something without waking anybody. */
	readonly takesContext: boolean;
	/**
	 * Resolves with `delivered` when the session's own process has said that it has it; with `written` when nobody said
	 * anything. Rejects when the session has not got it; the message never holds what is secret about the door.
	 */
	write(door: Door, notice: DoorNotice, world: DoorWorld): Promise<"written" | "delivered">;
}

/** The best first. */
export type DoorAdapters = readonly DoorAdapter[];

/** @param name Which door it is, in a word or two, and where it is if that may be shown. */
export function doorUnavailable(name: string, why: string, hint = "waitbus agents"): BusError {
	return new BusError("DOOR_UNAVAILABLE", `Cannot use ${name}: ${why}`, { hint });
}
