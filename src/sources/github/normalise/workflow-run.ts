import type { Payload } from "../payload.js";
import { readInteger, readObject, readText } from "../payload.js";
import type { Normalised } from "./normalised.js";
import { say } from "./normalised.js";
import { readPullNumbers } from "./pull-numbers.js";
import { toStateKey } from "./state-key.js";
import { describeVerdict, readVerdict } from "./verdict.js";

export function normaliseWorkflowRun(payload: Payload): Normalised {
	const run = readObject(payload, "workflow_run");
	const runId = readInteger(run, "id");
	const attempt = readInteger(run, "run_attempt") ?? 1;
	const verdict = readVerdict(run);
	const fields = {
		...verdict,
		...readPullNumbers(run, payload),
		run_id: runId,
		run_attempt: attempt,
		run_number: readInteger(run, "run_number"),
		workflow_name: readText(run, "name") ?? readText(readObject(payload, "workflow"), "name"),
		workflow_id: readInteger(run, "workflow_id"),
		check_suite_id: readInteger(run, "check_suite_id"),
		head_sha: readText(run, "head_sha"),
		head_branch: readText(run, "head_branch"),
		/** What started it: `push`, `pull_request`, `schedule` … */
		trigger: readText(run, "event"),
		title: readText(run, "display_title"),
		actor: readText(readObject(run, "actor"), "login"),
		html_url: readText(run, "html_url"),
		started_at: readText(run, "run_started_at"),
		updated_at: readText(run, "updated_at"),
	};
	const name = `${fields.workflow_name ?? "workflow"} #${fields.run_number ?? runId ?? "?"}`;
	const again = say(" attempt ", attempt > 1 ? attempt : undefined);
	return {
		fields,
		summary: `${name}${again}${say(" on ", fields.head_branch)}: ${describeVerdict(verdict)}`,
		stateKey: toStateKey("run", runId, [attempt, verdict.status, verdict.conclusion ?? verdict.state]),
	};
}
