/** A secret for as long as this process runs: what others can read on gh's command line is soon worth nothing. */
import { randomBytes } from "node:crypto";
import type { Clock, Timer } from "../../platform/clock.js";
import type { SecretStore } from "../../platform/secrets.js";

export interface LentSecretOptions {
	readonly name: string;
	readonly secrets: Pick<SecretStore, "lend" | "takeBack">;
	readonly clock: Clock;
	/** It could not be renewed. */
	readonly onFailure: (error: unknown) => void;
}

// For how long a forwarder may go on whose supervisor was killed.
const VALID_MS = 60 * 60_000;
const RENEW_MS = 20 * 60_000;

export class LentSecret {
	readonly value = randomBytes(32).toString("hex");
	readonly #options: LentSecretOptions;
	#timer: Timer | undefined;

	/** @throws BusError PATH_INVALID, SECRET_INVALID */
	constructor(options: LentSecretOptions) {
		this.#options = options;
		this.#lend();
	}

	close(): void {
		this.#timer?.cancel();
		this.#options.secrets.takeBack(this.#options.name, this.value);
	}

	#lend(): void {
		const { name, secrets, clock } = this.#options;
		secrets.lend(name, this.value, clock.nowMs() + VALID_MS);
		this.#timer = clock.setTimer(RENEW_MS, () => this.#renew());
	}

	#renew(): void {
		try {
			this.#lend();
		} catch (error) {
			this.#options.onFailure(error);
		}
	}
}
