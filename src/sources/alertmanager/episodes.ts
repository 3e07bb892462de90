/**
 * When alerts ended. An alert that Prometheus lost sight of ends, and fires again with the time at which it
 * first began: only its end tells that from one of the repeats that Alertmanager sends while it fires.
 */
const MAX_REMEMBERED = 10_000;

export interface AlertIdentity {
	readonly fingerprint: string;
	readonly startsAt: string;
}

export class Episodes {
	readonly #endByAlert = new Map<string, string>();

	/** Remembers that the alert ended, by whatever tells this end from another. */
	end({ fingerprint, startsAt }: AlertIdentity, endedAt: string): void {
		const key = keyOf({ fingerprint, startsAt });
		// Put anew, so that it comes last: the first of a Map is the one that nobody told of for longest.
		this.#endByAlert.delete(key);
		this.#endByAlert.set(key, endedAt);
		const [oldest] = this.#endByAlert.keys();
		if (this.#endByAlert.size > MAX_REMEMBERED && oldest !== undefined) this.#endByAlert.delete(oldest);
	}

	/** Undefined while the alert has not ended since it began. */
	findEnd(alert: AlertIdentity): string | undefined {
		return this.#endByAlert.get(keyOf(alert));
	}
}

function keyOf({ fingerprint, startsAt }: AlertIdentity): string {
	return `${fingerprint} ${startsAt}`;
}
