/** Takes in what hooks have left for the daemon, or could not tell it in time: at its start, and whenever there is more. */
import { type FSWatcher, mkdirSync, watch } from "node:fs";
import type { Roster } from "../../agents/roster.js";
import type { Bus } from "../../bus/bus.js";
import { BusError } from "../../errors.js";
import { parseDraft } from "../../event/draft.js";
import type { Log } from "../../platform/log.js";
import { isSameProcess } from "../../platform/process-identity.js";
import { forgetKeptHook, type KeptHook, listKeptHooks, readKeptHook } from "../../vendors/kept-hooks.js";
import { signTaker, unsignTaker } from "../../vendors/hook-signs.js";
import { sessionNames } from "../../vendors/session-name.js";
import { toDrafts } from "../../vendors/to-drafts.js";
import { publish } from "../publish.js";
import { registerSession } from "./register-starter.js";

export interface KeptHooksOptions {
	readonly bus: Bus;
	readonly roster: Roster;
	readonly log: Log;
	readonly directory: string;
}

export class KeptHooks {
	readonly #options: KeptHooksOptions;
	readonly #watcher: FSWatcher | undefined;
	#taking: Promise<void> | undefined;
	#isClosed = false;

	constructor(options: KeptHooksOptions) {
		this.#options = options;
		try {
			mkdirSync(options.directory, { recursive: true, mode: 0o700 });
			this.#watcher = watch(options.directory, { persistent: false }, () => void this.take());
			this.#watcher.on("error", () => this.#stopWatching());
			signTaker(options.directory);
		} catch (error) {
			options.log.warn("kept hooks are not watched", { error });
		}
		void this.take();
	}

	/** Resolves when those that were there have been taken, as far as the store takes them. */
	async take(): Promise<void> {
		if (this.#isClosed) return;
		// One that is at it looks again until there are none.
		this.#taking ??= this.#takeAll()
			.catch((error: unknown) => this.#options.log.error("kept hooks not taken", { error }))
			.finally(() => {
				this.#taking = undefined;
			});
		await this.#taking;
	}

	/** Resolves when what it has begun is done. */
	async close(): Promise<void> {
		this.#stopWatching();
		// A hook may have seen the sign a moment ago.
		await this.take();
		this.#isClosed = true;
	}

	#stopWatching(): void {
		this.#watcher?.close();
		unsignTaker(this.#options.directory);
	}

	async #takeAll(): Promise<void> {
		const { directory } = this.#options;
		for (;;) {
			const [path] = this.#isClosed ? [] : listKeptHooks(directory);
			if (path === undefined) return;
			await this.#takeFile(path).catch((error: unknown) => this.#refuse(path, error));
			// Only now: the daemon may have died before, and what is taken twice is stored once.
			forgetKeptHook(path);
		}
	}

	async #takeFile(path: string): Promise<void> {
		const hook = readKeptHook(path);
		if (hook === undefined) return this.#options.log.warn("kept hook not read", { path });
		const drafts = toDrafts(hook.report, {
			vendor: hook.introduction.vendor,
			agent: await this.#nameOf(hook),
			payload: hook.payload,
			callId: hook.callId,
			calledAtMs: hook.calledAtMs,
		});
		await publish(
			this.#options.bus,
			drafts.map((draft) => parseDraft(draft)),
		);
	}

	/** What will never do is not kept in the way of the others. */
	#refuse(path: string, error: unknown): void {
		const isFinal = error instanceof BusError && error.code !== "STORE_FULL" && error.code !== "STORE_FAILED";
		if (!isFinal) throw error;
		this.#options.log.warn("kept hook refused", { path, error });
	}

	/** The session is here again if its process still is. */
	async #nameOf({ introduction, process }: KeptHook): Promise<string> {
		const { roster } = this.#options;
		if (process !== undefined && isSameProcess(process)) {
			return (await registerSession(roster, introduction, process)).name;
		}
		const { vendor, session } = introduction;
		const known = session === undefined ? undefined : roster.findSession(vendor, session);
		return known?.name ?? sessionNames(introduction)[0] ?? `${vendor}-${process?.pid ?? "unknown"}`;
	}
}
