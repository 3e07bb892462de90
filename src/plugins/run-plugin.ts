/** One run of a plugin: what its process says is believed as far as it goes, and its end is noticed however it comes. */
import { BusError } from "../errors.js";
import { formatDuration } from "../event/duration.js";
import type { JsonValue } from "../event/event.js";
import { createDeferred } from "../platform/deferred.js";
import type { SourceContext } from "../sources/source.js";
import { Allowance } from "./allowance.js";
import { Channel } from "./channel.js";
import type { FromPlugin, ToPlugin } from "./messages.js";
import { OutputLog } from "./output-log.js";
import { parseFromPlugin } from "./parse-from-plugin.js";
import { PluginAsks } from "./plugin-asks.js";
import type { PluginProcess } from "./plugin-process.js";
import { toDraft } from "./to-draft.js";

export interface PluginRunOptions {
	readonly name: string;
	readonly eventTypes: readonly string[];
	/** Called once. */
	readonly start: () => PluginProcess;
}

/**
 * Resolves when the signal has aborted and the process has ended.
 * @throws BusError PLUGIN_FAILED
 */
export async function runPlugin(options: PluginRunOptions, context: SourceContext): Promise<void> {
	await new PluginRun(options, context).over;
}

// The supervisor gives a source a second.
const STOP_LIMIT_MS = 500;
const EVENTS_AT_ONCE = 10_000;
const EVENTS_PER_SECOND = 1_000;
const BYTES_PER_EVENT = 16_384;
const MAX_MEMORY_LENGTH = 65_536;

class PluginRun {
	/** Rejects when it ended by itself. */
	readonly over: Promise<void>;
	readonly #options: PluginRunOptions;
	readonly #context: SourceContext;
	readonly #process: PluginProcess;
	readonly #channel: Channel<ToPlugin>;
	readonly #asks: PluginAsks;
	readonly #allowance: Allowance;
	readonly #output: OutputLog;
	#failure: Error | undefined;

	constructor(options: PluginRunOptions, context: SourceContext) {
		const { clock, demand } = context;
		this.#options = options;
		this.#context = context;
		this.#process = options.start();
		this.#channel = new Channel(this.#process.channel);
		this.#allowance = new Allowance({ clock, atOnce: EVENTS_AT_ONCE, perSecond: EVENTS_PER_SECOND });
		this.#output = new OutputLog(options.name, context);
		for (const stream of this.#process.outputs) this.#output.follow(stream);
		this.#asks = new PluginAsks({
			clock,
			demand,
			send: (ask) => this.#channel.send(ask),
			onSilence: (silentMs) => this.#fail(`it has not answered for ${formatDuration(silentMs)}`),
		});
		context.onDemand(() => this.#asks.onDemand());
		this.over = this.#run();
	}

	async #run(): Promise<void> {
		const { signal } = this.#context;
		const onAbort = (): void => this.#stop();
		signal.addEventListener("abort", onAbort, { once: true });
		if (signal.aborted) this.#stop();
		const reading = this.#read();
		const end = await this.#process.ended;
		// What it had said before still counts. Something that it started may hold the other end open.
		const timer = this.#context.clock.setTimer(STOP_LIMIT_MS, () => this.#channel.close());
		await reading;
		timer.cancel();
		signal.removeEventListener("abort", onAbort);
		this.#asks.close();
		this.#channel.close();
		if (!signal.aborted) throw this.#failure ?? this.#toFailure(end);
	}

	async #read(): Promise<void> {
		try {
			for await (const frames of this.#channel.frames()) {
				this.#asks.heard();
				await Promise.all(frames.map((frame) => this.#take(frame)));
				await this.#channel.drained();
				await this.#slowDown(frames);
			}
			await this.#endWithin(STOP_LIMIT_MS, () => this.#fail("it hung up"));
		} catch (error) {
			if (error instanceof BusError && error.code === "FRAME_INVALID") this.#fail("it says what is no frame");
			else this.#failWith(error);
		}
	}

	async #take(frame: string): Promise<void> {
		if (this.#failure !== undefined) return;
		const message = parseFromPlugin(frame);
		switch (message?.op) {
			case undefined:
				return this.#fail("it says what is no message of the contract");
			case "hello":
				return this.#start();
			case "answer":
				if (!this.#asks.onAnswer()) this.#fail("it answers what it was not asked");
				return;
			case "emit":
				return await this.#emit(message);
			case "health":
				return this.#context.reportHealth(toHealth(message));
			case "log":
				return this.#output.write(message.level, message.message, message.fields);
			case "memory":
				return this.#remember(message.value as JsonValue);
			case "failed":
				return this.#fail(message.message, message.hint);
		}
	}

	#start(): void {
		const { config, memory } = this.#context;
		const remembered = memory.read();
		const ask = {
			name: this.#options.name,
			config,
			...(remembered === undefined ? {} : { memory: remembered }),
		};
		if (!this.#asks.start(ask)) this.#fail("it says hello twice");
	}

	async #emit({ id, drafts }: Extract<FromPlugin, { op: "emit" }>): Promise<void> {
		this.#allowance.take(drafts.length);
		try {
			const results = await this.#context.emit(drafts.map((draft) => toDraft(draft, this.#options)));
			this.#channel.send({ op: "emitted", id, results });
		} catch (error) {
			if (!(error instanceof BusError)) throw error;
			this.#channel.send({ op: "refused", id, code: error.code, message: error.message });
		}
	}

	#remember(value: JsonValue): void {
		if (JSON.stringify(value).length > MAX_MEMORY_LENGTH)
			return this.#fail(`it wants to remember more than ${MAX_MEMORY_LENGTH} characters`);
		this.#context.memory.write(value);
	}

	/** Who says much is read less often, so that nobody else has to wait for the daemon. */
	async #slowDown(frames: readonly string[]): Promise<void> {
		const cost = frames.reduce((sum, frame) => sum + Math.ceil(frame.length / BYTES_PER_EVENT), 0);
		const delayMs = this.#allowance.take(cost);
		if (delayMs <= 0) return;
		this.#asks.pause(delayMs);
		const { promise, resolve } = createDeferred<void>();
		const timer = this.#context.clock.setTimer(delayMs, resolve);
		await Promise.race([promise, this.#process.ended]);
		timer.cancel();
	}

	#stop(): void {
		this.#channel.send({ op: "stop" });
		void this.#endWithin(STOP_LIMIT_MS, () => this.#process.kill());
	}

	async #endWithin(limitMs: number, onLate: () => void): Promise<void> {
		const timer = this.#context.clock.setTimer(limitMs, onLate);
		await this.#process.ended;
		timer.cancel();
	}

	#fail(why: string, hint?: string): void {
		this.#failWith(this.#toFailure(why, hint));
	}

	#failWith(error: unknown): void {
		this.#failure ??= error instanceof Error ? error : new Error(String(error));
		this.#process.kill();
	}

	#toFailure(why: string, hint?: string): BusError {
		const message = `Cannot run plugin "${this.#options.name}": ${why}`;
		return new BusError("PLUGIN_FAILED", message, hint === undefined ? {} : { hint });
	}
}

function toHealth(
	message: Extract<FromPlugin, { op: "health" }>,
): Parameters<SourceContext["reportHealth"]>[0] {
	if (message.state === "up") return { state: "up" };
	const { state, reason, hint } = message;
	return hint === undefined ? { state, reason } : { state, reason, hint };
}
