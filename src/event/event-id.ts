/** Event ids: ULIDs (github.com/ulid/spec) that never go backwards. */
import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const TIME_LENGTH = 10;
const RANDOM_LENGTH = 16;
// The system gives some hundred random bytes at the price of sixteen.
const POOL_BYTES = 64 * RANDOM_LENGTH;
const PATTERN = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

export function isEventId(text: string): boolean {
	return PATTERN.test(text);
}

/** The smallest id a clock at `timeMs` could produce: a cursor that means "from then on". */
export function lowestEventIdAt(timeMs: number): string {
	return encodeTime(timeMs) + ALPHABET.charAt(0).repeat(RANDOM_LENGTH);
}

/** Milliseconds since the epoch that an id carries. */
export function timeOfEventId(eventId: string): number {
	let timeMs = 0;
	for (const character of eventId.slice(0, TIME_LENGTH)) timeMs = timeMs * 32 + ALPHABET.indexOf(character);
	return timeMs;
}

/** Mints ids for one log. Give it the newest id already stored, so that order survives a restart. */
export class EventIdGenerator {
	#lastTimeMs: number;
	#time: string;
	#random: Uint8Array;
	#pool: Uint8Array = new Uint8Array(0);

	constructor(newest?: string) {
		this.#lastTimeMs = newest === undefined ? -1 : timeOfEventId(newest);
		this.#time = newest === undefined ? "" : newest.slice(0, TIME_LENGTH);
		this.#random = newest === undefined ? new Uint8Array(RANDOM_LENGTH) : toDigits(newest.slice(TIME_LENGTH));
	}

	/** The next id. A clock that stepped back keeps the last time and counts on. */
	next(nowMs: number): string {
		if (nowMs > this.#lastTimeMs) this.#startAt(nowMs);
		else this.#increment();
		return this.#time + toText(this.#random);
	}

	#startAt(timeMs: number): void {
		this.#lastTimeMs = timeMs;
		this.#time = encodeTime(timeMs);
		if (this.#pool.length === 0) this.#pool = randomBytes(POOL_BYTES);
		for (let i = 0; i < RANDOM_LENGTH; i++) this.#random[i] = (this.#pool[i] ?? 0) & 31;
		this.#pool = this.#pool.subarray(RANDOM_LENGTH);
	}

	#increment(): void {
		for (let i = RANDOM_LENGTH - 1; i >= 0; i--) {
			const digit = this.#random[i] ?? 0;
			if (digit < 31) {
				this.#random[i] = digit + 1;
				return;
			}
			this.#random[i] = 0;
		}
		// All 80 bits are used up within one millisecond: borrow the next one.
		this.#startAt(this.#lastTimeMs + 1);
	}
}

function encodeTime(timeMs: number): string {
	let rest = timeMs;
	let text = "";
	for (let i = 0; i < TIME_LENGTH; i++) {
		text = ALPHABET.charAt(rest % 32) + text;
		rest = Math.floor(rest / 32);
	}
	return text;
}

function toText(digits: Uint8Array): string {
	let text = "";
	for (const digit of digits) text += ALPHABET.charAt(digit);
	return text;
}

function toDigits(text: string): Uint8Array {
	return Uint8Array.from(text, (character) => ALPHABET.indexOf(character));
}
