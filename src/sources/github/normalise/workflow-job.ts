import type { Payload } from "../payload.js";
import { readInteger, readObject, readText } from "../payload.js";
import type { Normalised } from "./normalised.js";
import { say } from "./normalised.js";
import { toStateKey } from "./state-key.js";
import { describeVerdict, readVerdict } from "./verdict.js";

export function normaliseWorkflowJob(payload: Payload): Normalised {
	const job = readObject(payload, "workflow_job");
	const jobId = readInteger(job, "id");
	const attempt = readInteger(job, "run_attempt") ?? 1;
	const verdict = readVerdict(job);
	const name = readText(job, "name");
	const workflowName = readText(job, "workflow_name");
	const place = readText(job, "head_branch");
	return {
		fields: {
			...verdict,
			job_id: jobId,
			job_name: name,
			check_name: name,
			// No run_id: whoever waits for the end of a run by its id must not be woken by its first job.
			parent_run_id: readInteger(job, "run_id"),
			run_attempt: attempt,
			workflow_name: workflowName,
			head_sha: readText(job, "head_sha"),
			head_branch: place,
			runner_name: readText(job, "runner_name"),
			html_url: readText(job, "html_url"),
			started_at: readText(job, "started_at"),
			completed_at: readText(job, "completed_at"),
		},
		summary: `job ${name ?? jobId ?? "?"}${say(" of ", workflowName)}${say(" on ", place)}: ${describeVerdict(verdict)}`,
		stateKey: toStateKey("job", jobId, [attempt, verdict.status, verdict.conclusion ?? verdict.state]),
	};
}
