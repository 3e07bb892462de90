/** The signals that end a verb. While this is open they no longer end the process by themselves. */
import { createDeferred } from "../platform/deferred.js";

const ENDING: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];

export class Interruption {
	readonly first: Promise<NodeJS.Signals>;
	/** Somebody is impatient. */
	readonly second: Promise<NodeJS.Signals>;
	readonly #onSignal: (signal: NodeJS.Signals) => void;

	constructor() {
		const [first, second] = [createDeferred<NodeJS.Signals>(), createDeferred<NodeJS.Signals>()];
		let isFirst = true;
		this.first = first.promise;
		this.second = second.promise;
		this.#onSignal = (signal) => {
			(isFirst ? first : second).resolve(signal);
			isFirst = false;
		};
		for (const signal of ENDING) process.on(signal, this.#onSignal);
	}

	close(): void {
		for (const signal of ENDING) process.off(signal, this.#onSignal);
	}
}
