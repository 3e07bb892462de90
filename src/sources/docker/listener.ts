/** Hears one Engine, connection after connection, and goes on after each where the one before ended. */
import { uptime } from "node:os";
import type { EventDraft } from "../../event/event.js";
import type { SourceContext } from "../source.js";
import type { Engine } from "./engine/engine.js";
import type { Message } from "./engine/message.js";
import { exitCodeOf } from "./engine/message.js";
import { sleep } from "../sleep.js";
import { survey } from "./engine/survey.js";
import type { Memory } from "./memory.js";
import { findMemory, formatMemory } from "./memory.js";
import { settle } from "./settle.js";
import { Tracker } from "./tracker.js";

// A message gets its time a moment before the Engine remembers it; what comes twice is stored once.
const OVERLAP_NS = 1_000_000_000n;

export class Listener {
	readonly #context: SourceContext;
	readonly #engine: Engine;
	readonly #tracker: Tracker;
	/** Of the last message; undefined when nobody has been listening. */
	#heardNs: bigint | undefined;
	/** As of the last commit. */
	#memory: Memory | undefined;

	constructor(context: SourceContext, engine: Engine) {
		const memory = findMemory(context.memory.read());
		const isOfEngine = memory?.engine === engine.name;
		const isResumed = isOfEngine && isWorthResuming(memory, context.clock.nowNs());
		this.#context = context;
		this.#engine = engine;
		this.#heardNs = isResumed ? memory.heardNs : undefined;
		this.#tracker = new Tracker(isResumed ? memory.runs : [], isOfEngine ? memory.ends : []);
	}

	/** Resolves when the connection has ended; rejects when there is none, or the store refuses an event. */
	async hear(): Promise<void> {
		const nowNs = this.#context.clock.nowNs();
		const sinceNs = this.#heardNs;
		// Whatever becomes of this connection, what happens from now on is news.
		this.#heardNs ??= nowNs;
		await this.#engine.listen(sinceNs === undefined ? nowNs : nowNs - OVERLAP_NS, async (messages) => {
			if (sinceNs === undefined) await this.#begin(nowNs);
			else await this.#catchUp(sinceNs, nowNs);
			this.#context.reportHealth({ state: "up" });
			for await (const some of messages) await this.#take(some);
		});
	}

	/** Remembers that it was left in good order. */
	leave(): void {
		if (this.#memory === undefined) return;
		this.#context.memory.write(formatMemory({ ...this.#memory, leftNs: this.#context.clock.nowNs() }));
	}

	/** What ended before somebody asked is no news. */
	async #begin(nowNs: bigint): Promise<void> {
		settle(this.#tracker, await survey(this.#engine, "alive"), { sinceNs: nowNs, untilNs: nowNs });
		this.#remember();
	}

	async #catchUp(sinceNs: bigint, untilNs: bigint): Promise<void> {
		const found = await survey(this.#engine, "all");
		// After the survey, so that whatever that shows has been said.
		const missed = await this.#engine.recall(sinceNs, this.#context.clock.nowNs());
		await this.#take(missed);
		await this.#tell(settle(this.#tracker, found, { sinceNs, untilNs }));
		this.#heardNs = untilNs;
		this.#remember();
	}

	async #take(messages: readonly Message[]): Promise<void> {
		const drafts: EventDraft[] = [];
		for (const message of messages) {
			if (await this.#wasOutOfMemory(message)) this.#tracker.hear({ ...message, action: "oom" });
			const draft = this.#tracker.hear(message);
			if (draft !== undefined) drafts.push(draft);
			this.#heardNs = message.timeNs;
		}
		if (messages.length === 0) return;
		await this.#tell(drafts);
		// After the commit: who comes back too early hears twice, who comes back too late never.
		this.#remember();
	}

	/** The Engine may say so after the end, or not at all; who was killed and by nobody is asked about. */
	async #wasOutOfMemory(message: Message): Promise<boolean> {
		if (message.action !== "die" || exitCodeOf(message) !== EXIT_KILLED) return false;
		const run = this.#tracker.findRun(message.id);
		if (run === undefined || run.isOom || run.signals.includes("SIGKILL")) return false;
		const { clock, signal } = this.#context;
		for (const pauseMs of OOM_PAUSES_MS) {
			await sleep(clock, pauseMs, signal);
			// The end is worth telling without it.
			const inspection = await this.#engine.inspect(message.id).catch(() => undefined);
			if (inspection?.isOomKilled !== false) return inspection !== undefined;
		}
		return false;
	}

	async #tell(drafts: readonly EventDraft[]): Promise<void> {
		if (drafts.length > 0) await this.#context.emit(drafts);
	}

	#remember(): void {
		if (this.#heardNs === undefined) return;
		const { runs, ends } = this.#tracker;
		this.#memory = { engine: this.#engine.name, heardNs: this.#heardNs, leftNs: undefined, runs, ends };
		this.#context.memory.write(formatMemory(this.#memory));
	}
}

const EXIT_KILLED = 137;
// The kernel's word reaches the Engine by another way than the end, and on a busy machine later.
const OOM_PAUSES_MS = [0, 20, 80, 300];
// A wait that outlives the daemon is back within this time, and who comes later asks for what happens from then on.
const MAX_BREAK_NS = 600_000_000_000n;

function isWorthResuming({ heardNs, leftNs }: Memory, nowNs: bigint): boolean {
	const bootNs = nowNs - BigInt(Math.round(uptime())) * 1_000_000_000n;
	// No wait outlives a reboot.
	if (heardNs < bootNs) return false;
	return leftNs === undefined || nowNs - leftNs <= MAX_BREAK_NS;
}
