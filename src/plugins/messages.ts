/** What the daemon and the process of a plugin say to each other, in frames on the process's descriptor 3. */
import { MAX_FRAME_BYTES } from "../event/limits.js";
import type { JsonValue } from "../event/event.js";
import type { PluginEmitResult } from "../source.js";

/** Of the contract and of this conversation; a manifest names the one it was written for. */
export const PLUGIN_API = 1;

/** The descriptor of the conversation in the plugin's process. */
export const CHANNEL_FD = 3;

export const MAX_MESSAGE_BYTES = MAX_FRAME_BYTES;

/** `Demand` as JSON. */
export interface DemandMessage {
	readonly is_named: boolean;
	readonly listeners: number;
	readonly repos: readonly string[];
	readonly equalities: Readonly<Record<string, readonly string[]>>;
	readonly prefixes: Readonly<Record<string, readonly string[]>>;
}

/** What is answered with `answer` as soon as the process has a turn to spare. */
export type Ask =
	/** Once, after `hello`. */
	| {
			readonly op: "start";
			readonly name: string;
			readonly config: JsonValue;
			/** Absent when it has none. */
			readonly memory?: JsonValue;
			readonly demand: DemandMessage;
	  }
	| { readonly op: "demand"; readonly demand: DemandMessage }
	| { readonly op: "ping" };

export type ToPlugin =
	| Ask
	| { readonly op: "emitted"; readonly id: number; readonly results: readonly PluginEmitResult[] }
	| { readonly op: "refused"; readonly id: number; readonly code: string; readonly message: string }
	| { readonly op: "stop" };

export type FromPlugin =
	/** Its module is loaded. */
	| { readonly op: "hello"; readonly api: number }
	/** To the ask before. */
	| { readonly op: "answer" }
	| {
			readonly op: "emit";
			readonly id: number;
			readonly drafts: readonly Readonly<Record<string, unknown>>[];
	  }
	| { readonly op: "health"; readonly state: "up" }
	| {
			readonly op: "health";
			readonly state: "down";
			readonly reason: string;
			readonly hint?: string | undefined;
	  }
	| {
			readonly op: "log";
			readonly level: "debug" | "info" | "warn" | "error";
			readonly message: string;
			readonly fields?: Readonly<Record<string, unknown>> | undefined;
	  }
	| { readonly op: "memory"; readonly value: unknown }
	/** It cannot be loaded, or its run is over. */
	| { readonly op: "failed"; readonly message: string; readonly hint?: string | undefined };

export function encodeMessage(message: ToPlugin | FromPlugin): string {
	return JSON.stringify(message, (_key, value: unknown) =>
		typeof value === "bigint" ? String(value) : value,
	);
}
