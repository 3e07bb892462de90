/** Why a wait is still waiting: what each clause has seen, and what it can never see. */
import type { Bus } from "../bus/bus.js";
import type { CommittedEvent } from "../bus/committed-event.js";
import { describeWait } from "../event/describe-wait.js";
import type { JsonValue } from "../event/event.js";
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import { compileMatchers } from "../event/matcher/compile-matcher.js";
import { MAX_MATCHERS } from "../event/matcher/matcher-limits.js";
import { parseSince } from "../event/since.js";
import type { CompiledWaitSpec } from "../event/wait-spec.js";
import type { Clock } from "../platform/clock.js";
import type { ClauseState, Finding, Request, WaitReport } from "../protocol/messages.js";
import {
	type Evidence,
	findEarlierMatch,
	findNearMiss,
	findUnknownFields,
	findUnseenValues,
} from "./explain-clause.js";
import { readNewest } from "./read-matching.js";
import type { SessionContext } from "./session-v2.js";
import { explainSubject, judgeSubject } from "./explain-subject.js";
import type { SourceAsker } from "./source-asker.js";
import { parseSubject } from "./subjects.js";
import { sourcesOf } from "./matcher-sources.js";
import { findObstacles, type SourceWorld } from "./obstacles.js";
import { findUnknownSources } from "./unknown-sources.js";
import { toClauseState } from "./wait-activity.js";
import type { WaitBook, Waiting } from "./wait-book.js";
import { compileWaitTerms, hasWaitTerms } from "./wait-terms.js";

// Enough to tell a field that is never there from one that is rare.
const RECENT_EVENTS = 1_000;

export interface ExplainServices {
	readonly bus: Bus;
	readonly clock: Clock;
	readonly waits: WaitBook;
	/** The sections of config.toml as they are now. */
	readonly sections: () => ReadonlyMap<string, JsonValue>;
	/** The sources as they are now, and what is known of others. */
	readonly world: () => SourceWorld;
	readonly ask: SourceAsker["ask"];
}

type Why = Extract<Request, { op: "why" }>;

export async function explainWaits(
	services: ExplainServices,
	request: Why,
	session: SessionContext,
): Promise<void> {
	const explainer = new Explainer(services);
	const reports: WaitReport[] = [];
	const { subject } = request;
	if (subject !== undefined) {
		const { subject: parsed } = await parseSubject({ ...request, subject }, services.sections());
		reports.push(await judgeSubject(services, parsed, session.peerPid));
	} else if (hasWaitTerms(request)) {
		reports.push(await explainer.explainProposed(request, session.peerPid));
	} else {
		const asked = services.waits
			.all()
			.filter(({ peerPid }) => request.pid === undefined || peerPid === request.pid);
		for (const waiting of asked) {
			reports.push(await explainer.explainWaiting(waiting));
			// Thousands may wait; those who emit meanwhile have their turn in between.
			await new Promise((resolve) => setImmediate(resolve));
		}
	}
	session.reply({ op: "reasons", id: request.id, waits: reports });
}

interface WaitState {
	readonly pid: number;
	readonly startedAtMs: number;
	readonly clauses: readonly ClauseState[];
}

/** Answers one request: what it reads of the log, it reads once. */
class Explainer {
	readonly #services: ExplainServices;
	readonly #world: SourceWorld;
	readonly #recent = new Map<string, Promise<readonly CommittedEvent[]>>();

	constructor(services: ExplainServices) {
		this.#services = services;
		this.#world = services.world();
	}

	async explainWaiting(waiting: Waiting): Promise<WaitReport> {
		if (waiting.kind === "subject") return explainSubject(waiting, this.#services.clock.nowMs());
		const { wait, peerPid: pid } = waiting;
		const clauses = wait.state().map(toClauseState);
		return await this.explain(wait.spec, { pid, startedAtMs: wait.startedAtMs, clauses });
	}

	async explainProposed(request: Why, pid: number): Promise<WaitReport> {
		const { bus, clock } = this.#services;
		const spec = await compileWaitTerms(request);
		const since = parseSince(
			request.since ?? (request.sha === undefined ? undefined : "start"),
			clock.nowMs(),
		);
		const afterSeq = bus.log.seqFor(since);
		const clauses = await Promise.all(spec.clauses.map((matcher) => this.#stateSince(matcher, afterSeq)));
		// As the wait would: whether a source can deliver shows when it is asked.
		const { takeBack } = await this.#services.ask(spec);
		try {
			return await this.explain(spec, { pid, startedAtMs: clock.nowMs(), clauses });
		} finally {
			takeBack();
		}
	}

	async explain(spec: CompiledWaitSpec, { pid, startedAtMs, clauses }: WaitState): Promise<WaitReport> {
		const open = spec.clauses.filter((_, index) => (clauses[index]?.matches ?? 0) === 0);
		const wantsMatch = spec.mode !== "absence";
		const findings = await Promise.all([
			...open.map((matcher) => this.#findingsOn(matcher, wantsMatch ? startedAtMs : undefined)),
			...spec.unless.map((matcher) => this.#findingsOn(matcher, undefined)),
		]);
		const sinceMs = this.#services.clock.nowMs() - startedAtMs;
		return {
			pid,
			since_ms: sinceMs,
			mode: spec.mode,
			text: describeWait(spec),
			clauses,
			findings: findings.flat(),
		};
	}

	/** Without `startedAtMs` nobody hopes for a match: only what makes one impossible is worth a word. */
	async #findingsOn(matcher: CompiledMatcher, startedAtMs: number | undefined): Promise<readonly Finding[]> {
		const unknown = findUnknownSources(matcher, this.#world.known);
		if (unknown.length > 0) {
			return unknown.map(({ text, nearest }) => {
				const next = nearest === undefined ? "waitbus status" : `waitbus tail --source ${nearest}`;
				return { kind: "unknown_source", clause: matcher.text, text, next };
			});
		}
		const unavailable = findObstacles(matcher, this.#services.world()).map(({ note, refusal }) => ({
			kind: "source_unavailable" as const,
			clause: matcher.text,
			text: note,
			next: refusal.hint ?? null,
		}));
		const evidence = await this.#evidenceFor(matcher);
		const unknownFields = findUnknownFields(matcher, evidence);
		const certain = [...unavailable, ...unknownFields];
		if (certain.length > 0 || startedAtMs === undefined) return certain;
		return firstOf(
			() => findEarlierMatch(matcher, evidence, startedAtMs),
			() => findUnseenValues(matcher, evidence),
			() => findNearMiss(matcher, evidence),
		);
	}

	async #stateSince(matcher: CompiledMatcher, afterSeq: number): Promise<ClauseState> {
		const { recent } = await this.#evidenceFor(matcher);
		const matched = recent.filter(
			({ seq, event, payload }) => seq > afterSeq && matcher.matches(event, payload),
		);
		return {
			text: matcher.text,
			matched_event_id: matched.at(-1)?.event.event_id ?? null,
			matches: matched.length,
		};
	}

	async #evidenceFor(matcher: CompiledMatcher): Promise<Evidence> {
		const sources = sourcesOf(matcher, this.#world.known.names);
		const key = sources?.join(" ") ?? "";
		const recent = this.#recent.get(key) ?? this.#readRecent(sources);
		this.#recent.set(key, recent);
		return { sources, recent: await recent };
	}

	async #readRecent(sources: readonly string[] | undefined): Promise<readonly CommittedEvent[]> {
		const { bus } = this.#services;
		const ofSources = sources?.slice(0, MAX_MATCHERS).map((source) => `source="${source}"`);
		const matcher = ofSources === undefined ? undefined : await compileMatchers({ match: ofSources });
		return await readNewest(bus, matcher, { afterSeq: 0, limit: RECENT_EVENTS });
	}
}

function firstOf(...finders: readonly (() => readonly Finding[])[]): readonly Finding[] {
	for (const find of finders) {
		const findings = find();
		if (findings.length > 0) return findings;
	}
	return [];
}
