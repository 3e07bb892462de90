/** The jobs of a run: each change of one is an event, and so is one that hangs. */
import type { EventDraft } from "../../../event/event.js";
import type { Payload } from "../payload.js";
import { readInteger, readObjects, readText } from "../payload.js";
import type { Cycle } from "./cycle.js";
import { toPolledDrafts } from "./cycle.js";
import type { Page } from "./pages.js";
import { readPages } from "./pages.js";
import type { OpenJob } from "./repository-state.js";
import { isFinished } from "./run-facts.js";
import { toStallDraft } from "./stall.js";

export interface KnownJobs {
	readonly jobPages: readonly Page[];
	readonly openJobs: ReadonlyMap<number, OpenJob>;
}

export const NO_JOBS: KnownJobs = { jobPages: [], openJobs: new Map() };

export interface JobsReading extends KnownJobs {
	readonly drafts: readonly EventDraft[];
}

export async function readJobs(cycle: Cycle, runId: number, known: KnownJobs): Promise<JobsReading> {
	const { client, repository, clock, stallThresholdMs } = cycle;
	const nowMs = clock.nowMs();
	const isDue = (job: OpenJob): boolean => !job.isStalled && nowMs - job.startedAtMs >= stallThresholdMs;
	// That time has passed changes nothing at GitHub's end, so the job is asked for as if we had never seen it.
	const knownPages = [...known.openJobs.values()].some(isDue) ? [] : known.jobPages;
	const address = `repos/${repository}/actions/runs/${runId}/jobs?filter=latest&per_page=100`;
	const { fresh, pages } = await readPages(client, address, knownPages);
	const openJobs = new Map(known.openJobs);
	const drafts: EventDraft[] = [];
	for (const job of fresh.flatMap((body) => readObjects(body, "jobs"))) {
		const id = readInteger(job, "id");
		if (id === undefined) continue;
		drafts.push(
			...toPolledDrafts(
				{ eventType: "workflow_job", action: readText(job, "status") ?? "queued", subject: job },
				repository,
			),
		);
		const open = findOpenJob(job, isDue);
		if (open === undefined) openJobs.delete(id);
		else openJobs.set(id, open);
		if (open?.isStalled === true) drafts.push(toStallDraft(job, cycle, nowMs - open.startedAtMs));
	}
	return { drafts, jobPages: pages, openJobs };
}

function findOpenJob(job: Payload, isDue: (job: OpenJob) => boolean): OpenJob | undefined {
	if (isFinished(job)) return undefined;
	const startedAtMs = Date.parse(readText(job, "started_at") ?? readText(job, "created_at") ?? "");
	if (Number.isNaN(startedAtMs)) return undefined;
	return { startedAtMs, isStalled: isDue({ startedAtMs, isStalled: false }) };
}
