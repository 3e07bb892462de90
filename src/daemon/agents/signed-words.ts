/** Lets the hooks of a session see that there is something to tell it. */
import type { Log } from "../../platform/log.js";
import type { AgentInfo } from "../../protocol/agent-messages.js";
import { signWord, unsignWord, unsignWords, type VendorSession } from "../../vendors/hook-signs.js";

export interface SignedWordsOptions {
	readonly directory: string;
	readonly log: Log;
	/** @throws BusError AGENT_NOT_FOUND */
	readonly find: (agent: string) => AgentInfo;
}

export class SignedWords {
	readonly #options: SignedWordsOptions;
	readonly #signed = new Map<string, VendorSession>();

	constructor(options: SignedWordsOptions) {
		this.#options = options;
		this.#try(() => unsignWords(options.directory));
	}

	show(agent: string, isWaiting: boolean): void {
		const signed = this.#signed.get(agent);
		if (isWaiting === (signed !== undefined)) return;
		this.#try(() => (signed === undefined ? this.#sign(agent) : this.#unsign(agent, signed)));
	}

	#sign(agent: string): void {
		const { vendor, session } = this.#options.find(agent);
		if (vendor === null || session === null) return;
		signWord(this.#options.directory, { vendor, session });
		this.#signed.set(agent, { vendor, session });
	}

	#unsign(agent: string, signed: VendorSession): void {
		this.#signed.delete(agent);
		unsignWord(this.#options.directory, signed);
	}

	// Its hooks then tell it later, when they talk to the daemon for another reason.
	#try(change: () => void): void {
		try {
			change();
		} catch (error) {
			this.#options.log.debug("signs for hooks not changed", { error });
		}
	}
}
