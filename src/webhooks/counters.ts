/** How requests ended, by route and outcome. Both come from our own tables, so no sender can make the counts grow. */

export interface WebhookCount {
	/** The source's name; `none` when the path is nobody's. */
	readonly route: string;
	/** `accepted`, `ignored`, `healthy`, or the code of a refusal. */
	readonly outcome: string;
	readonly count: number;
}

export interface WebhookBytes {
	readonly route: string;
	/** Of bodies that came whole. */
	readonly bytes: number;
}

/** They outlive the listener, which closes and opens again. */
export class WebhookCounters {
	readonly #counts = new Map<string, Map<string, number>>();
	readonly #bytes = new Map<string, number>();

	add(route: string, outcome: string): void {
		const outcomes = this.#counts.get(route) ?? new Map<string, number>();
		this.#counts.set(route, outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1));
	}

	addBytes(route: string, bytes: number): void {
		this.#bytes.set(route, (this.#bytes.get(route) ?? 0) + bytes);
	}

	listBytes(): readonly WebhookBytes[] {
		return [...this.#bytes].map(([route, bytes]) => ({ route, bytes }));
	}

	list(): readonly WebhookCount[] {
		return [...this.#counts].flatMap(([route, outcomes]) =>
			[...outcomes].map(([outcome, count]) => ({ route, outcome, count })),
		);
	}
}
