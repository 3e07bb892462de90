/**
 * The contract of a plugin: a source of events from a package of its own. docs/plugins.md shows a whole one.
 *
 * The package's `package.json` has a section `waitbus`, which says what the source is, which events it emits and what
 * it needs of the machine. The module that the section names exports the source by default:
 *
 * ```js
 * import { defineSource } from "waitbus/source";
 *
 * export default defineSource({
 *   async run({ emit, reportHealth, signal }) {
 *     reportHealth({ state: "up" });
 *     for await (const name of newMails(signal)) await emit([{ event_type: "mail", fields: { name } }]);
 *   },
 * });
 * ```
 *
 * waitbus runs it in a process of its own that may do what its user granted, starts it while somebody waits for it
 * (or always, if config.toml says so), ends it by the signal, and runs it again, later each time, when it fails.
 */
import type { EventDraft, JsonValue } from "./event/event.js";

/** What the module of a plugin exports by default. */
export interface PluginSource {
	/**
	 * Hears and emits until the signal aborts, then returns within half a second.
	 * Returning earlier, or throwing, counts as a failure: its message is shown in `waitbus status`, with the text in
	 * the error's `hint` as what to do about it, and the source is run again after a second, then ever later.
	 */
	run(context: PluginContext): Promise<void>;
}

/** What a source is given when it starts: its configuration, and the ways to the bus, its memory and the log. */
export interface PluginContext {
	/** The source's name, as in the manifest: its events have it as their `source`. */
	readonly name: string;
	/** The table `config` of its section in config.toml; `{}` when there is none. Check it, and throw when it is wrong. */
	readonly config: { readonly [key: string]: JsonValue };
	/**
	 * Emits events, all of them or none. Resolves after the commit: they survive whatever happens from then on.
	 * Rejects when one is malformed or has an event type that the manifest does not name; the error's `code` and
	 * `message` say what is wrong. Who emits faster than 1,000 events a second for long is slowed down.
	 */
	emit(drafts: readonly PluginDraft[]): Promise<readonly PluginEmitResult[]>;
	/**
	 * Says that it hears what it should, or why not. Those who wait for the source are told only after the first `up`
	 * that they are waiting; `reason` is a clause such as `no server answers at 127.0.0.1:8080`.
	 */
	reportHealth(
		health:
			| { readonly state: "up" }
			| { readonly state: "down"; readonly reason: string; readonly hint?: string },
	): void;
	/** Aborts when the source shall end. */
	readonly signal: AbortSignal;
	/** What is asked for now, so that it need not work for nobody. */
	demand(): PluginDemand;
	/** Calls the listener whenever something else is asked for. There is one; a second call replaces the first. */
	onDemand(listener: () => void): void;
	/** One small JSON value (64 KiB) that it finds again the next time it runs. */
	readonly memory: { read(): JsonValue | undefined; write(value: JsonValue): void };
	/** Lines for the daemon's log: a fixed message, the rest as fields. A flood is cut off. */
	readonly log: PluginLog;
}

/**
 * An event to be. `source` is the plugin's own. With a `delivery_id` it is stored once, however often it is emitted:
 * give it one that follows from what happened, and emitting again after a restart does no harm.
 */
export type PluginDraft = Omit<EventDraft, "source">;

/** What became of one event that a source emitted. */
export interface PluginEmitResult {
	readonly event_id: string;
	/** `duplicate`: one with this `delivery_id` was there; `event_id` is its. */
	readonly outcome: "committed" | "duplicate";
}

/** What those who wait and listen ask of the source. */
export interface PluginDemand {
	/** Whether one of them names the source. */
	readonly isNamed: boolean;
	/** How many there are. */
	readonly listeners: number;
	/** `owner/repo` of those that name one. */
	readonly repos: readonly string[];
	/** What they ask for by equality: path, such as `fields.port`, → values. */
	readonly equalities: ReadonlyMap<string, readonly string[]>;
	/** The same by prefix (`path^=/a/`). */
	readonly prefixes: ReadonlyMap<string, readonly string[]>;
}

/** The daemon's log, for a source. */
export interface PluginLog {
	debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
	info(message: string, fields?: Readonly<Record<string, unknown>>): void;
	warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
	error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Returns the source as it is; it is there so that editors and compilers know what a source is made of. */
export function defineSource(source: PluginSource): PluginSource {
	return source;
}
