/** A job that has not ended for longer than it should: one event for each job and attempt. */
import type { EventDraft } from "../../../event/event.js";
import type { Payload } from "../payload.js";
import { readInteger, readText } from "../payload.js";
import type { Cycle } from "./cycle.js";
import { toPolledDrafts } from "./cycle.js";

export function toStallDraft(
	job: Payload,
	{ repository, stallThresholdMs }: Cycle,
	elapsedMs: number,
): EventDraft {
	const [draft] = toPolledDrafts({ eventType: "workflow_job", action: "stalled", subject: job }, repository);
	if (draft === undefined) throw new TypeError("a job makes one draft");
	const minutes = Math.floor(elapsedMs / 60_000);
	return {
		...draft,
		// The store knows it from then on, and drops it each further time.
		delivery_id: `github:stall:${readInteger(job, "id")}:${readInteger(job, "run_attempt") ?? 1}`,
		summary: `${repository} job ${readText(job, "name") ?? ""}: unfinished for ${minutes} min`,
		fields: {
			...draft.fields,
			status: "stalled",
			elapsed_ms: elapsedMs,
			stall_threshold_min: stallThresholdMs / 60_000,
		},
	};
}
