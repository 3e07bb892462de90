/** A wait for a state: the log may hold the answer already. */
import type { Bus } from "../bus/bus.js";
import { compileClause } from "../event/clause.js";
import type { JsonValue } from "../event/event.js";
import { compileMatchers } from "../event/matcher/compile-matcher.js";
import { parseSince } from "../event/since.js";
import type { Clock } from "../platform/clock.js";
import type { Request } from "../protocol/messages.js";
import type { SubjectTerms } from "../sources/source.js";
import type { DemandBook } from "./demand-book.js";
import { look } from "./look.js";
import type { OpenSources } from "./open-sources.js";
import { beginHere, pinNow } from "./pin-now.js";
import type { WaitSession } from "./session-v2.js";
import type { SourceAsker } from "./source-asker.js";
import { SubjectActivity } from "./subject-activity.js";
import { parseSubject } from "./subjects.js";
import type { WaitBook } from "./wait-book.js";

export interface SubjectWaitServices {
	readonly bus: Bus;
	readonly clock: Clock;
	readonly waits: WaitBook;
	readonly demands: DemandBook;
	readonly ask: SourceAsker["ask"];
	/** Resolves when a source has looked at what the matchers ask for. */
	readonly look: OpenSources["look"];
	/** The sections of config.toml as they are now. */
	readonly sections: () => ReadonlyMap<string, JsonValue>;
	readonly env: NodeJS.ProcessEnv;
}

type Wait = Extract<Request, { op: "wait" }>;

export async function handleSubjectWait(
	{ bus, clock, waits, demands, ask, look: lookUpstream, sections, env }: SubjectWaitServices,
	request: Wait & { readonly subject: SubjectTerms },
	session: WaitSession,
): Promise<void> {
	const { id, since = "start", unless_since: unlessSince = request.since } = request;
	const { subject, source } = await parseSubject(request, sections());
	const nowMs = clock.nowMs();
	const unlessFrom = parseSince(unlessSince, nowMs);
	const asked = pinNow(bus, unlessFrom);
	const clauses = await Promise.all(subject.selections([]).map(compileMatchers));
	const unless = await Promise.all((request.unless ?? []).map(compileClause));
	const askedAtMs = clock.monotonicMs();
	const answer = await ask({ mode: "first_of", clauses, unless });
	await look(subject, { bus, env, clauses });
	const begin = answer.hasWaited ? asked : beginHere(bus, unlessFrom);
	let { takeBack } = answer;
	const activity = new SubjectActivity({
		bus,
		clock,
		session,
		id,
		subject,
		since: parseSince(since, nowMs),
		unless,
		unlessSince: begin.since,
		cursor: begin.cursor,
		notes: answer.notes,
		refusal: request.strict === true ? answer.refusal : undefined,
		ask: (matchers) => {
			// What is asked of a source both before and after shall not be taken back between the two.
			const takeBackBefore = takeBack;
			takeBack = demands.add(matchers);
			takeBackBefore();
		},
		askedAtMs,
		look: (matchers, sinceMs) => lookUpstream(source, matchers, sinceMs),
		onClose: (closed) => {
			waits.delete(closed);
			takeBack();
		},
	});
	waits.add(activity);
	session.start(id, activity);
}
