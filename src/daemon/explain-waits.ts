/** Why a wait is still waiting: what each clause has seen, and what it can never see. */
import type { Bus } from "../bus/bus.js";
import type { CommittedEvent } from "../bus/committed-event.js";
import { toPrintable } from "../event/printable.js";
import { explainMatch } from "../event/matcher/explain-match.js";
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import { readPath } from "../event/matcher/read-path.js";
import type { CompiledWaitSpec } from "../event/wait-spec.js";
import type { Clock } from "../platform/clock.js";
import type { ClauseState, Request, WaitReport } from "../protocol/messages.js";
import type { SessionContext } from "./session-v2.js";
import { toClauseState } from "./wait-activity.js";
import type { WaitBook } from "./wait-book.js";
import { compileWaitTerms, hasWaitTerms } from "./wait-terms.js";

// Enough to tell a field that is never there from one that is rare.
const RECENT_EVENTS = 1_000;

export interface ExplainServices {
	readonly bus: Bus;
	readonly clock: Clock;
	readonly waits: WaitBook;
}

export async function explainWaits(services: ExplainServices, request: Extract<Request, { op: "why" }>, session: SessionContext): Promise<void> {
	const { clock, waits } = services;
	if (hasWaitTerms(request)) {
		const spec = await compileWaitTerms(request);
		const clauses = spec.clauses.map((clause) => ({ text: clause.text, matched_event_id: null, matches: 0 }));
		const report = toReport(services, spec, { pid: session.peerPid, startedAtMs: clock.nowMs(), clauses });
		return session.reply({ op: "reasons", id: request.id, waits: [report] });
	}
	const asked = waits.all().filter(({ peerPid }) => request.pid === undefined || peerPid === request.pid);
	const reports = asked.map(({ wait, peerPid }) =>
		toReport(services, wait.spec, { pid: peerPid, startedAtMs: wait.startedAtMs, clauses: wait.state().map(toClauseState) }),
	);
	session.reply({ op: "reasons", id: request.id, waits: reports });
}

interface WaitState {
	readonly pid: number;
	readonly startedAtMs: number;
	readonly clauses: readonly ClauseState[];
}

function toReport({ bus, clock, waits }: ExplainServices, spec: CompiledWaitSpec, state: WaitState): WaitReport {
	const recent = readRecent(bus);
	const open = spec.clauses.filter((_, index) => (state.clauses[index]?.matches ?? 0) === 0);
	return {
		pid: state.pid,
		since_ms: clock.nowMs() - state.startedAtMs,
		mode: spec.mode,
		clauses: state.clauses,
		findings: [...waits.notesOn(spec), ...open.flatMap((matcher) => findingsOn(matcher, recent))],
	};
}

function readRecent(bus: Bus): readonly CommittedEvent[] {
	const events: CommittedEvent[] = [];
	let cursor = Math.max(0, bus.log.headSeq() - RECENT_EVENTS);
	for (;;) {
		const page = bus.log.readAfter(cursor, []);
		events.push(...page.events);
		if (page.isEnd) return events;
		cursor = page.nextSeq;
	}
}

function findingsOn(matcher: CompiledMatcher, recent: readonly CommittedEvent[]): readonly string[] {
	if (recent.length === 0) return [];
	const matched = recent.findLast(({ event, payload }) => matcher.matches(event, payload));
	if (matched !== undefined) {
		const { event_id, summary } = matched.event;
		return [`${matcher.text}: matched ${event_id} (${toPrintable(summary)}) before the wait began; --since ${event_id} looks back`];
	}
	const missing = matcher.paths.filter((path) => recent.every(({ event, payload }) => readPath(event, path, payload) === undefined));
	if (missing.length > 0) return missing.map((path) => `${matcher.text}: none of the last ${recent.length} events has ${path}`);
	return nearMissOf(matcher, recent);
}

/** The newest event that failed in exactly one point. */
function nearMissOf(matcher: CompiledMatcher, recent: readonly CommittedEvent[]): readonly string[] {
	for (const { event, payload } of recent.toReversed()) {
		const failed = explainMatch(matcher, event, payload).filter(({ isMatch }) => !isMatch);
		const [only] = failed;
		if (failed.length === 1 && only !== undefined) {
			return [`${only.text}: the nearest event ${event.event_id} does not match, because ${only.reason}`];
		}
	}
	return [];
}
