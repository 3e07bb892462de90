/** The requests that go on until something happened: a wait, and a subscription. */
import type { Bus } from "../bus/bus.js";
import { parseSince } from "../event/since.js";
import type { Clock } from "../platform/clock.js";
import type { Request } from "../protocol/messages.js";
import { EventStream } from "./event-stream.js";
import { beginHere, pinNow } from "./pin-now.js";
import { compileSelection } from "./selection.js";
import type { SessionContext, WaitSession } from "./session-v2.js";
import type { SourceAsker } from "./source-asker.js";
import { WaitActivity } from "./wait-activity.js";
import type { WaitBook } from "./wait-book.js";
import { compileWaitTerms } from "./wait-terms.js";

export interface ListenServices {
	readonly bus: Bus;
	readonly clock: Clock;
	readonly waits: WaitBook;
	/** Has sources that are named start, and tells what cannot come. */
	readonly ask: SourceAsker["ask"];
}

export async function handleSubscribe(
	{ bus, clock, ask }: ListenServices,
	request: Extract<Request, { op: "subscribe" }>,
	session: SessionContext,
): Promise<void> {
	const matcher = await compileSelection(request);
	const since = parseSince(request.since, clock.nowMs());
	const asked = pinNow(bus, since);
	const matchers = matcher === undefined ? [] : [matcher];
	const { notes, refusal, hasWaited, takeBack } = await ask({
		mode: "stream",
		clauses: matchers,
		unless: [],
	});
	if (request.strict === true && refusal !== undefined) {
		takeBack();
		throw refusal;
	}
	session.start(
		request.id,
		new EventStream({
			bus,
			session,
			id: request.id,
			matchers,
			...(hasWaited ? asked : beginHere(bus, since)),
			credit: request.credit,
			notes,
			onClose: takeBack,
		}),
	);
}

export async function handleWait(
	{ bus, clock, waits, ask }: ListenServices,
	request: Extract<Request, { op: "wait" }>,
	session: WaitSession,
): Promise<void> {
	const spec = await compileWaitTerms(request);
	// A commit is looked for in what has happened already: its run may have ended a second ago.
	const since = parseSince(request.since ?? (request.sha === undefined ? undefined : "start"), clock.nowMs());
	const asked = pinNow(bus, since);
	const answer = await ask(spec);
	const activity = new WaitActivity({
		bus,
		clock,
		session,
		id: request.id,
		spec,
		...(answer.hasWaited ? asked : beginHere(bus, since)),
		notes: answer.notes,
		refusal: request.strict === true ? answer.refusal : undefined,
		onClose: (closed) => {
			waits.delete(closed);
			answer.takeBack();
		},
	});
	waits.add(activity);
	session.start(request.id, activity);
}
