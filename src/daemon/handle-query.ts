/** Reading the log without staying: what it holds now, and nothing later. */
import type { Bus } from "../bus/bus.js";
import type { CommittedEvent } from "../bus/committed-event.js";
import { BusError } from "../errors.js";
import { parseSince } from "../event/since.js";
import type { Clock } from "../platform/clock.js";
import { encodeFrame, encodeFrameAround } from "../protocol/frame.js";
import type { Request } from "../protocol/messages.js";
import { readMatching, seqBeforeNewest } from "./read-matching.js";
import { compileSelection } from "./selection.js";
import type { SessionContext } from "./session-v2.js";

const DEFAULT_LIMIT = 100;

type Query = Extract<Request, { op: "query" }>;
type Latest = Extract<Request, { op: "latest" }>;
type Get = Extract<Request, { op: "get" }>;

interface QueryServices {
	readonly bus: Bus;
	readonly clock: Clock;
}

/** Streams what matches, oldest first, then `end` with the cursor to go on from; `newest` keeps only the last ones. */
export async function handleQuery(
	{ bus, clock }: QueryServices,
	query: Query,
	session: SessionContext,
): Promise<void> {
	const matcher = await compileSelection(query);
	const since = parseSince(query.since ?? "start", clock.nowMs());
	const limit = query.limit ?? DEFAULT_LIMIT;
	const throughSeq = bus.log.headSeq();
	const fromSeq = bus.log.seqFor(since);
	const isNewest = query.newest === true;
	const afterSeq = isNewest
		? await seqBeforeNewest(bus, matcher, { afterSeq: fromSeq, throughSeq, limit })
		: fromSeq;
	const before = `{"op":"event","id":${query.id},"event":`;
	let sent = 0;
	let last: CommittedEvent | undefined;
	for await (const committed of readMatching(bus, matcher, { afterSeq, throughSeq })) {
		if (session.outbox.isFull) await session.outbox.room();
		if (session.isClosed) return;
		session.outbox.send(encodeFrameAround(before, committed.bytes, "}"));
		last = committed;
		sent += 1;
		if (sent === limit) break;
	}
	const next = sent === limit && !isNewest ? (last?.event.event_id ?? null) : null;
	session.reply({ op: "end", id: query.id, next });
}

/** The newest of each, oldest first; as many of the last as are wanted. */
export async function handleLatest(
	bus: Bus,
	{ id, of, repo, before, limit = DEFAULT_LIMIT }: Latest,
	session: SessionContext,
): Promise<void> {
	const beforeSeq =
		before === undefined ? Number.POSITIVE_INFINITY : bus.log.seqFor({ from: "event", eventId: before });
	for (const seq of bus.log.latestSeqs({ of, repo }, beforeSeq, limit)) {
		if (session.outbox.isFull) await session.outbox.room();
		if (session.isClosed) return;
		const committed = bus.log.find(seq);
		if (committed === undefined) continue;
		session.outbox.send(encodeFrameAround(`{"op":"event","id":${id},"event":`, committed.bytes, "}"));
	}
	session.reply({ op: "end", id, next: null });
}

/** One event with its raw payload. */
export function handleGet(bus: Bus, { id, event_id }: Get, session: SessionContext): void {
	const committed = bus.log.findByEventId(event_id);
	if (committed === undefined) {
		throw new BusError("EVENT_NOT_FOUND", `Cannot find event "${event_id}": the log does not hold it`, {
			hint: "waitbus tail --since start --no-follow",
		});
	}
	const payload = committed.payloadText() ?? "null";
	session.outbox.send(
		encodeFrame(`{"op":"detail","id":${id},"event":${committed.text},"payload":${payload}}`),
	);
}
