/** Whose life holds a lease. */
import type { ProcessIdentity } from "../platform/process-identity.js";

export type Holder =
	| { readonly by: "agent"; readonly name: string; readonly pid: number }
	| { readonly by: "process"; readonly process: ProcessIdentity }
	/** The connection is known by what stands for it in the daemon; after a restart by its process alone. */
	| {
			readonly by: "connection";
			readonly connection: object | undefined;
			readonly pid: number;
			/** The agent that it belongs to. */
			readonly agent: string | undefined;
	  }
	/** Nobody's: only time ends it. */
	| { readonly by: "time"; readonly pid: number };

export function isSameHolder(one: Holder, other: Holder): boolean {
	if (one.by === "agent") return other.by === "agent" && one.name === other.name;
	if (one.by === "connection") return other.by === "connection" && one.connection === other.connection;
	if (one.by === "time") return false;
	return (
		other.by === "process" &&
		one.process.pid === other.process.pid &&
		one.process.startedAt === other.process.startedAt
	);
}

/** For people. */
export function nameOf(holder: Holder): string {
	if (holder.by === "agent") return holder.name;
	return (holder.by === "connection" ? holder.agent : undefined) ?? `process ${pidOf(holder)}`;
}

export function pidOf(holder: Holder): number {
	return holder.by === "process" ? holder.process.pid : holder.pid;
}
