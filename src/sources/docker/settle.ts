/** Finds by asking what happened while nothing was heard. */
import type { EventDraft } from "../../event/event.js";
import type { Inspection } from "./engine/inspection.js";
import type { Survey } from "./engine/survey.js";
import type { Run } from "./run.js";
import type { Tracker } from "./tracker.js";

/** From when to when the Engine was not heard. */
export interface Silence {
	readonly sinceNs: bigint;
	/** What ends from then on is heard. */
	readonly untilNs: bigint;
}

/**
 * Makes the tracker, which has heard all that the Engine remembers, agree with how the containers are.
 * @returns the ends that the Engine does not remember
 */
export function settle(
	tracker: Tracker,
	{ ids, inspections }: Survey,
	silence: Silence,
): readonly EventDraft[] {
	const gone = tracker.runs.filter(
		({ container, startedNs = 0n }) => !ids.has(container.id) && startedNs < silence.untilNs,
	);
	return [
		...gone.map((run) => endUnheard(tracker, run, silence)),
		...inspections.flatMap((inspection) => settleOne(tracker, inspection, silence)),
	];
}

function settleOne(tracker: Tracker, inspection: Inspection, silence: Silence): readonly EventDraft[] {
	const { finishedNs = 0n } = inspection;
	if (!inspection.isRunning && finishedNs >= silence.untilNs) return [];
	const known = tracker.findRun(inspection.id);
	const isAnother = known !== undefined && !isOf(known, inspection);
	const before = isAnother ? [endUnheard(tracker, known, silence)] : [];
	const run = isAnother ? undefined : known;
	if (inspection.isRunning) {
		if (run === undefined) tracker.begin(inspection);
		return before;
	}
	const isNews = run !== undefined || isNewEnd(tracker, inspection, silence);
	if (!isNews) return before;
	const endedNs = inspection.finishedNs ?? silence.sinceNs;
	return [...before, tracker.endInspected(inspection, run, endedNs)];
}

/** Whether it is of the run that is known: the Engine says that one began after it did. */
function isOf({ startedNs }: Run, inspection: Inspection): boolean {
	return startedNs === undefined || (inspection.startedNs ?? 0n) <= startedNs;
}

function isNewEnd(tracker: Tracker, inspection: Inspection, { sinceNs }: Silence): boolean {
	const { finishedNs } = inspection;
	return finishedNs !== undefined && finishedNs > sinceNs && !tracker.hasToldEnd(inspection);
}

/** It was removed, or started again: how it ended is not to be found any more. */
function endUnheard(tracker: Tracker, run: Run, { sinceNs }: Silence): EventDraft {
	return tracker.end({ ...run, startedNs: undefined }, { timeNs: sinceNs, exitCode: undefined });
}
