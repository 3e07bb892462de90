/** config.toml as it is now: read again when its file changes. One that cannot be used leaves the one before in force. */
import { type FSWatcher, mkdirSync, watch } from "node:fs";
import { dirname } from "node:path";
import { BusError } from "../errors.js";
import type { Clock, Timer } from "../platform/clock.js";
import type { Log } from "../platform/log.js";
import { type Config, loadConfig } from "./config.js";

export interface LiveConfigOptions {
	readonly path: string;
	readonly env: NodeJS.ProcessEnv;
	readonly clock: Clock;
	readonly log: Log;
	readonly initial: Config;
}

// Editors write a file in several steps.
const SETTLE_MS = 50;

export class LiveConfig {
	readonly #options: LiveConfigOptions;
	readonly #watcher: FSWatcher | undefined;
	#current: Config;
	#problem: string | null = null;
	#timer: Timer | undefined;
	#tell: () => void = () => undefined;
	#apply: (config: Config) => void = () => undefined;

	constructor(options: LiveConfigOptions) {
		this.#options = options;
		this.#current = options.initial;
		this.#watcher = this.#watch();
	}

	get current(): Config {
		return this.#current;
	}

	/** Why the file as it stands is not in force. */
	get problem(): string | null {
		return this.#problem;
	}

	/** The file has been touched; whoever is told reads it again. */
	onTouched(listener: () => void): void {
		this.#tell = listener;
	}

	/** For what holds a value of its own: called with each configuration that comes into force. */
	onTakenOver(listener: (config: Config) => void): void {
		this.#apply = listener;
	}

	reload(): void {
		const { path, env, log } = this.#options;
		try {
			this.#current = loadConfig(path, env);
			this.#problem = null;
			this.#apply(this.#current);
		} catch (error) {
			if (!(error instanceof BusError)) throw error;
			this.#problem = error.message;
			log.warn("configuration not taken over", { error });
		}
	}

	close(): void {
		this.#watcher?.close();
		this.#timer?.cancel();
	}

	/** Of the directory, since editors put another file in the place of the old one. */
	#watch(): FSWatcher | undefined {
		const { path, log } = this.#options;
		try {
			mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
			const watcher = watch(dirname(path), { persistent: false }, (_kind, name) => {
				// The file of trusted plugins lies there too.
				if (name?.endsWith(".toml") === true) this.#settle();
			});
			watcher.on("error", (error) => log.warn("configuration not watched", { error }));
			return watcher;
		} catch (error) {
			// A file system without notifications is no reason not to serve.
			log.warn("configuration not watched", { error });
			return undefined;
		}
	}

	#settle(): void {
		this.#timer?.cancel();
		this.#timer = this.#options.clock.setTimer(SETTLE_MS, () => this.#tell());
	}
}
