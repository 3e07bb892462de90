/** What a source knows of a subject by asking, and the log does not: stored before the log is judged. */
import type { Bus } from "../bus/bus.js";
import { BusError } from "../errors.js";
import { parseDraft } from "../event/draft.js";
import type { BusEvent } from "../event/event.js";
import type { CompiledMatcher } from "../event/matcher/compile-matcher.js";
import type { Subject } from "../event/subject.js";
import { publish } from "./publish.js";
import { readMatching } from "./read-matching.js";

// Whoever does not answer within this time is waited for without it.
const LOOK_MS = 5_000;

export interface LookOptions {
	readonly bus: Bus;
	readonly env: NodeJS.ProcessEnv;
	/** The selections of the subject. */
	readonly clauses: readonly CompiledMatcher[];
}

export async function look(subject: Subject, { bus, env, clauses }: LookOptions): Promise<void> {
	if (subject.look === undefined) return;
	const signal = AbortSignal.timeout(LOOK_MS);
	try {
		const drafts = await subject.look(await readAll(bus, clauses), { env, signal });
		if (drafts.length > 0)
			await publish(
				bus,
				drafts.map((draft) => parseDraft(draft)),
			);
	} catch (error) {
		// The wait's notes have said already that its source cannot be asked.
		const isSilent = signal.aborted || (error instanceof BusError && error.code === "SOURCE_FAILED");
		if (!isSilent) throw error;
	}
}

async function readAll(bus: Bus, clauses: readonly CompiledMatcher[]): Promise<readonly BusEvent[]> {
	const events: BusEvent[] = [];
	const stretch = { afterSeq: bus.log.seqFor({ from: "start" }), throughSeq: bus.log.headSeq() };
	for (const clause of clauses)
		for await (const { event } of readMatching(bus, clause, stretch)) events.push(event);
	return events;
}
