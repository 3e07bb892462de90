/** What agents have missed, and how far each of them has looked. */
import { DIGEST_TYPES, DigestWriter } from "../../agents/digest.js";
import { Mailboxes, type MailboxMemory } from "../../agents/mailboxes.js";
import type { Bus } from "../../bus/bus.js";
import { BusError } from "../../errors.js";
import { isEventId } from "../../event/event-id.js";
import { compileMatchers } from "../../event/matcher/compile-matcher.js";
import { parseSince, type Since } from "../../event/since.js";
import type { Clock } from "../../platform/clock.js";
import type { DigestInfo } from "../../protocol/digest-messages.js";
import { readMatching } from "../read-matching.js";

export interface DigestsOptions {
	readonly bus: Bus;
	readonly clock: Clock;
	readonly memory: MailboxMemory;
	/** Whether a session is given one when it starts. */
	readonly isWantedAtStart: () => boolean;
}

interface DigestQuestion {
	readonly since?: string | undefined;
	readonly maxBytes?: number | undefined;
}

const DEFAULT_BYTES = 4_000;
/** Whoever never looked is told of so much. */
const FIRST_LOOK_MS = 24 * 3_600_000;

export class Digests {
	readonly #options: DigestsOptions;
	readonly #looks: Mailboxes;

	constructor(options: DigestsOptions) {
		this.#options = options;
		this.#looks = new Mailboxes(options.memory);
	}

	get isWantedAtStart(): boolean {
		return this.#options.isWantedAtStart();
	}

	/** @throws BusError USAGE when `since` cannot be read */
	async read(agent: string, { since, maxBytes = DEFAULT_BYTES }: DigestQuestion = {}): Promise<DigestInfo> {
		const { bus } = this.#options;
		const through = bus.log.headEventId() ?? null;
		const begin = this.#beginOf(agent, since);
		const matcher = await compileMatchers({ match: DIGEST_TYPES.map((type) => `event_type=${type}`) });
		const stretch = { afterSeq: bus.log.seqFor(begin), throughSeq: bus.log.headSeq() };
		const writer = new DigestWriter(agent, maxBytes);
		for await (const { event } of readMatching(bus, matcher, stretch)) writer.add(event);
		return writer.finish({ since: begin.from === "event" ? begin.eventId : null, through });
	}

	/** @throws BusError REQUEST_INVALID */
	markSeen(agent: string, through: string): void {
		if (isEventId(through)) return this.#looks.markRead(agent, through);
		throw new BusError("REQUEST_INVALID", `Cannot mark as seen: "${through}" is no event id`, {
			hint: "It is the digest's `through`",
		});
	}

	#beginOf(agent: string, since: string | undefined): Since {
		const nowMs = this.#options.clock.nowMs();
		if (since !== undefined) return parseSince(since, nowMs);
		const cursor = this.#looks.cursorOf(agent);
		if (cursor !== undefined) return { from: "event", eventId: cursor };
		return { from: "time", timeMs: nowMs - FIRST_LOOK_MS };
	}
}
