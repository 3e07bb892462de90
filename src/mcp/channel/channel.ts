/** What a session is told by itself, through Claude's channel: messages to it, and what goes wrong elsewhere. */
import type { BusClient } from "../../client/bus-client.js";
import type { SelectionOptions } from "../../client/terms.js";
import { BusError } from "../../errors.js";
import type { BusEvent } from "../../event/event.js";
import type { Self } from "../self.js";
import type { Timers } from "../pending-waits.js";
import { pause } from "../pause.js";
import { readHead } from "../read-head.js";
import { type ChannelNotice, isMessage, MESSAGE, toNotice } from "./digest.js";
import { Digests } from "./digests.js";
import { OwnNames } from "./own-names.js";

export interface ChannelOptions {
	readonly bus: BusClient;
	readonly timers: Timers;
	readonly self: Self;
	/** Matchers of what is told besides messages. @default what goes wrong */
	readonly match: readonly string[] | undefined;
	readonly send: (notice: ChannelNotice) => void;
	readonly onError: (error: Error) => void;
}

interface Subject {
	readonly selection: SelectionOptions;
	/** By the user's matchers. */
	readonly isChosen: boolean;
	/** The event after which it is listened to. */
	since: string | undefined;
}

const RETRY_MS = 2_000;
const FAILURES = ["failure", "timed_out", "startup_failure"];
const WRONG = ["agent_lost", "agent_needs_input", "workflow_run"];

export class Channel {
	readonly #options: ChannelOptions;
	readonly #names: OwnNames;
	readonly #digests: Digests;
	readonly #closing = new AbortController();

	constructor(options: ChannelOptions) {
		const { bus, timers, self, send } = options;
		this.#options = options;
		this.#names = new OwnNames(bus, timers, self);
		this.#digests = new Digests(timers, (batch) => send(toNotice(batch)));
	}

	/** Tells what happens from now on. */
	start(): void {
		const { match } = this.#options;
		const types = match === undefined ? [MESSAGE, ...WRONG] : [MESSAGE];
		const always = { match: types.map((type) => `event_type=${type}`) };
		void this.#follow({ selection: always, isChosen: false, since: undefined });
		if (match !== undefined) void this.#follow({ selection: { match }, isChosen: true, since: undefined });
	}

	close(): void {
		this.#closing.abort();
		this.#digests.close();
	}

	async #follow(subject: Subject): Promise<void> {
		const { signal } = this.#closing;
		while (!signal.aborted) {
			try {
				return await this.#listen(subject, signal);
			} catch (error) {
				if (signal.aborted) return;
				this.#options.onError(error instanceof Error ? error : new Error(String(error)));
				if (!(error instanceof BusError && error.code === "DAEMON_UNREACHABLE")) return;
			}
			await pause(this.#options.timers, RETRY_MS, signal);
		}
	}

	async #listen(subject: Subject, signal: AbortSignal): Promise<void> {
		const { bus } = this.#options;
		subject.since ??= await readHead(bus, signal);
		const { selection, isChosen, since } = subject;
		const options = { signal, onGap: () => this.#digests.noteGap() };
		for await (const event of bus.subscribe({ ...selection, since }, options)) {
			if (await this.#isMeant(event, isChosen)) this.#digests.add(event);
			// When the stream breaks off here, it goes on here.
			subject.since = event.event_id;
		}
	}

	async #isMeant(event: BusEvent, isChosen: boolean): Promise<boolean> {
		const { agent = null, conclusion = null, msg_to: to = null, msg_from: from = null } = event.fields;
		const names = await this.#names.read(this.#closing.signal);
		const isOwn = (name: unknown): boolean => typeof name === "string" && names.has(name);
		const isForUs = isMessage(event) && (to === "*" || isOwn(to)) && !isOwn(from);
		// Both subscriptions have it, and the other one tells it.
		if (isChosen) return !isForUs;
		if (isMessage(event)) return isForUs;
		if (event.source === "agent") return !isOwn(agent);
		return event.source === "github" && FAILURES.some((each) => each === conclusion);
	}
}
