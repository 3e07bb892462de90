/** The plugin's side of the conversation: makes of the messages what the contract promises. */
import type { JsonValue } from "../../event/event.js";
import { createDeferred, type Deferred } from "../../platform/deferred.js";
import type { PluginContext, PluginDemand, PluginDraft, PluginEmitResult, PluginLog } from "../../source.js";
import type { Channel } from "../channel.js";
import type { Ask, DemandMessage, FromPlugin, ToPlugin } from "../messages.js";

type Start = Extract<Ask, { op: "start" }>;

export class PluginSession {
	/** What its run gets; undefined when it shall end before it has begun. */
	readonly started: Promise<PluginContext | undefined>;
	/** Aborts when the daemon says so, or is gone. */
	readonly signal: AbortSignal;
	readonly #channel: Channel<FromPlugin>;
	readonly #end = new AbortController();
	readonly #onStarted: (context: PluginContext | undefined) => void;
	readonly #emits = new Map<number, Deferred<readonly PluginEmitResult[]>>();
	#lastId = 0;
	#demand: PluginDemand | undefined;
	#hearDemand: () => void = () => undefined;

	constructor(channel: Channel<FromPlugin>) {
		const started = createDeferred<PluginContext | undefined>();
		this.started = started.promise;
		this.signal = this.#end.signal;
		this.#onStarted = started.resolve;
		this.#channel = channel;
	}

	/** Takes what the daemon says until it is gone. */
	async listen(): Promise<void> {
		for await (const frames of this.#channel.frames())
			for (const frame of frames) this.#take(JSON.parse(frame) as ToPlugin);
		this.#stop();
	}

	#take(message: ToPlugin): void {
		switch (message.op) {
			case "start":
				this.#demand = toDemand(message.demand);
				this.#onStarted(this.#createContext(message));
				return this.#channel.send({ op: "answer" });
			case "demand":
				this.#demand = toDemand(message.demand);
				this.#hearDemand();
				return this.#channel.send({ op: "answer" });
			case "ping":
				return this.#channel.send({ op: "answer" });
			case "emitted":
				return this.#takeEmit(message.id)?.resolve(message.results);
			case "refused":
				return this.#takeEmit(message.id)?.reject(toError(message));
			case "stop":
				return this.#stop();
		}
	}

	#stop(): void {
		this.#onStarted(undefined);
		this.#end.abort();
	}

	#createContext({ name, config, memory, demand }: Start): PluginContext {
		return {
			name,
			config: config as PluginContext["config"],
			signal: this.signal,
			emit: (drafts) => this.#emit(drafts),
			reportHealth: (health) => this.#channel.send({ op: "health", ...health }),
			demand: () => this.#demand ?? toDemand(demand),
			onDemand: (listener) => {
				this.#hearDemand = listener;
			},
			memory: this.#createMemory(memory),
			log: this.#createLog(),
		};
	}

	#emit(drafts: readonly PluginDraft[]): Promise<readonly PluginEmitResult[]> {
		const emit = createDeferred<readonly PluginEmitResult[]>();
		this.#lastId += 1;
		this.#emits.set(this.#lastId, emit);
		this.#channel.send({ op: "emit", id: this.#lastId, drafts: drafts.map((draft) => ({ ...draft })) });
		return emit.promise;
	}

	#takeEmit(id: number): Deferred<readonly PluginEmitResult[]> | undefined {
		const emit = this.#emits.get(id);
		this.#emits.delete(id);
		return emit;
	}

	#createMemory(initial: JsonValue | undefined): PluginContext["memory"] {
		let current = initial;
		return {
			read: () => current,
			write: (value) => {
				current = value;
				this.#channel.send({ op: "memory", value });
			},
		};
	}

	#createLog(): PluginLog {
		const logAt =
			(level: keyof PluginLog) =>
			(message: string, fields?: Readonly<Record<string, unknown>>): void =>
				this.#channel.send({
					op: "log",
					level,
					message,
					...(fields === undefined ? {} : { fields: { ...fields } }),
				});
		return { debug: logAt("debug"), info: logAt("info"), warn: logAt("warn"), error: logAt("error") };
	}
}

function toDemand({ is_named, listeners, repos, equalities, prefixes }: DemandMessage): PluginDemand {
	return {
		isNamed: is_named,
		listeners,
		repos,
		equalities: new Map(Object.entries(equalities)),
		prefixes: new Map(Object.entries(prefixes)),
	};
}

function toError({ code, message }: Extract<ToPlugin, { op: "refused" }>): Error {
	return Object.assign(new Error(message), { code });
}
