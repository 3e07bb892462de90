/** The commands that run on behalf of events. */
import { Child, type ChildEnd } from "../child-process.js";
import { stopChild } from "../stop-child.js";
import type { Burst } from "./bursts.js";
import { toEventEnvironment } from "./event-environment.js";
import { removeEventFile, writeEventFile } from "./event-file.js";

export interface ReactionOptions {
	readonly program: readonly string[];
	readonly env: NodeJS.ProcessEnv;
	readonly hasOwnGroup: boolean;
	readonly stopTimeoutMs: number;
	/** Somebody does not want to wait for commands to end. */
	readonly hurry: Promise<unknown>;
}

export interface Reaction {
	/** The command has ended and its event's file is gone. */
	readonly ended: Promise<ChildEnd>;
	/** Resolves when the command, and with a group of its own all that it started, is gone. */
	stop(options?: { readonly isTold: boolean }): Promise<void>;
}

export class Reactions {
	readonly #options: ReactionOptions;
	readonly #running = new Set<Reaction>();

	constructor(options: ReactionOptions) {
		this.#options = options;
	}

	/** @throws BusError COMMAND_NOT_FOUND, COMMAND_NOT_EXECUTABLE, PATH_INVALID */
	async start({ occurrence: { event }, count, release }: Burst): Promise<Reaction> {
		const { program, env, hasOwnGroup } = this.#options;
		const eventFile = writeEventFile(event);
		try {
			const environment = toEventEnvironment({ event, count, eventFile, inherited: env });
			const child = await Child.start(program, { env: environment, stdio: "inherit", hasOwnGroup });
			return this.#watch(child, () => {
				removeEventFile(eventFile);
				release();
			});
		} catch (error) {
			removeEventFile(eventFile);
			throw error;
		}
	}

	/** Tells every command that runs; in a group of their own they do not hear of it otherwise. */
	async stopAll(isToldByTerminal: boolean): Promise<void> {
		const isTold = isToldByTerminal && !this.#options.hasOwnGroup;
		await Promise.all([...this.#running].map((reaction) => reaction.stop({ isTold })));
	}

	#watch(child: Child, onEnd: () => void): Reaction {
		const { stopTimeoutMs: graceMs, hurry } = this.#options;
		let stopping: Promise<void> | undefined;
		const reaction: Reaction = {
			ended: child.ended.finally(onEnd),
			stop: async ({ isTold } = { isTold: false }) => {
				stopping ??= stopChild(child, { graceMs, hurry, isTold });
				await stopping;
				await reaction.ended;
				this.#running.delete(reaction);
			},
		};
		this.#running.add(reaction);
		// What it left behind in a group of its own is still to be ended.
		void reaction.ended.then(() => child.isRunning || this.#running.delete(reaction));
		return reaction;
	}
}
