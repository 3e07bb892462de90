/** Passes the signals that `waitbus run` gets on to its command. */
import { isInForeground } from "../../platform/foreground-terminal.js";
import type { Child } from "../child-process.js";

const FORWARDED: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"];
const FROM_KEYBOARD: ReadonlySet<string> = new Set(["SIGINT", "SIGQUIT"]);
const ENDING: ReadonlySet<string> = new Set(["SIGINT", "SIGTERM", "SIGHUP"]);

export class SignalForwarding {
	#child: Child | undefined;
	#wasAskedToEnd = false;

	/** From now on the signals do not end this process. */
	constructor() {
		for (const signal of FORWARDED) process.on(signal, this.#forward);
	}

	/** Whether one of the signals was a request to end. */
	get wasAskedToEnd(): boolean {
		return this.#wasAskedToEnd;
	}

	/** A signal that came before is not passed on; none can, when the command was started in this turn. */
	startFor(child: Child): void {
		this.#child = child;
	}

	/** From now on they do what they do to any program. */
	close(): void {
		for (const signal of FORWARDED) process.off(signal, this.#forward);
	}

	readonly #forward = (signal: NodeJS.Signals): void => {
		this.#wasAskedToEnd ||= ENDING.has(signal);
		// The terminal has sent it to the whole group: a second one would make many programs quit at once.
		if (FROM_KEYBOARD.has(signal) && isInForeground()) return;
		this.#child?.send(signal);
	};
}
