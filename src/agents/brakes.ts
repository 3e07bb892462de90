/** What keeps agents from talking each other into the ground: no repeats, and a budget for each pair. */
import { createHash } from "node:crypto";
import type { Clock } from "../platform/clock.js";
import type { AddressedLetter } from "./letter.js";
import { TokenBucket } from "./token-bucket.js";

export const REPEAT_MS = 30_000;
export const BUDGET_MESSAGES = 60;
export const BUDGET_MS = 60_000;

const BUDGET = { tokens: BUDGET_MESSAGES, perMs: BUDGET_MS };

export type Braked =
	| { readonly is: "free" }
	/** The same was said a moment ago, and got or gets the event id `sent`. */
	| { readonly is: "repeated"; readonly sent: Promise<string> }
	/** Too much was said; `isFirst` when the breaker opens with this one. */
	| { readonly is: "spent"; readonly isFirst: boolean; readonly againMs: number };

interface Pair {
	readonly from: string;
	readonly to: string;
	readonly budget: TokenBucket;
	isOpen: boolean;
}

/** A pair whose breaker is open: nothing passes until enough time has. */
export interface OpenBreaker {
	readonly from: string;
	readonly to: string;
}

export class Brakes {
	readonly #clock: Clock;
	readonly #pairs = new Map<string, Pair>();
	readonly #said = new Map<string, { readonly sent: Promise<string>; readonly atMs: number }>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	get open(): readonly OpenBreaker[] {
		return [...this.#pairs.values()]
			.filter(({ budget, isOpen }) => budget.isSpent && isOpen)
			.map(({ from, to }) => ({ from, to }));
	}

	/** Takes one from the budget of the pair when the letter may pass. */
	check(letter: AddressedLetter): Braked {
		this.#forget();
		const said = this.#said.get(keyOf(letter));
		if (said !== undefined) return { is: "repeated", sent: said.sent };
		const pair = this.#pairOf(letter);
		if (pair.budget.take()) {
			pair.isOpen = false;
			return { is: "free" };
		}
		const isFirst = !pair.isOpen;
		pair.isOpen = true;
		return { is: "spent", isFirst, againMs: pair.budget.againMs };
	}

	/** It is on its way, and gets an event id: the same once more is a repeat for a while, unless this one fails. */
	onSending(letter: AddressedLetter, sent: Promise<string>): void {
		const key = keyOf(letter);
		this.#said.set(key, { sent, atMs: this.#clock.monotonicMs() });
		sent.catch(() => this.#said.delete(key));
	}

	#pairOf({ from, to }: AddressedLetter): Pair {
		const key = `${from}\n${to}`;
		const known = this.#pairs.get(key);
		if (known !== undefined) return known;
		const pair = { from, to, budget: new TokenBucket(this.#clock, () => BUDGET), isOpen: false };
		this.#pairs.set(key, pair);
		return pair;
	}

	/** What is old enough tells nothing any more. Both maps keep the order in which they were filled. */
	#forget(): void {
		const nowMs = this.#clock.monotonicMs();
		for (const [key, { atMs }] of this.#said) {
			if (nowMs - atMs < REPEAT_MS) break;
			this.#said.delete(key);
		}
		for (const [key, pair] of this.#pairs) {
			if (!pair.budget.isFull) continue;
			this.#pairs.delete(key);
		}
	}
}

function keyOf({
	from,
	to,
	body,
	answers = "",
	thread = "",
	correlation_id: correlation = "",
}: AddressedLetter): string {
	return createHash("sha256")
		.update(JSON.stringify([from, to, body, answers, thread, correlation]))
		.digest("base64");
}
