import type { Payload } from "../payload.js";
import { readInteger, readObject, readText } from "../payload.js";
import { toBranch, toTag } from "./git-ref.js";
import type { Normalised } from "./normalised.js";
import { say } from "./normalised.js";
import { readPullNumbers } from "./pull-numbers.js";
import { toStateKey } from "./state-key.js";
import { describeVerdict, readState } from "./verdict.js";

export function normaliseDeploymentStatus(payload: Payload): Normalised {
	const status = readObject(payload, "deployment_status");
	const deployment = readObject(payload, "deployment");
	const run = readObject(payload, "workflow_run");
	const verdict = readState(status);
	const environment = readText(status, "environment") ?? readText(deployment, "environment");
	const ref = readText(deployment, "ref");
	return {
		fields: {
			...verdict,
			...readPullNumbers(run, payload),
			deployment_id: readInteger(deployment, "id"),
			environment,
			parent_run_id: readInteger(run, "id"),
			workflow_name: readText(run, "name"),
			head_sha: readText(deployment, "sha"),
			head_branch: readText(run, "head_branch") ?? toBranch(ref),
			tag: toTag(ref),
			title: readText(status, "description"),
			html_url: findPage(status),
			updated_at: readText(status, "updated_at"),
		},
		summary: `deployment${say(" to ", environment)}${say(" of ", ref)}: ${describeVerdict(verdict)}`,
		stateKey: toStateKey("deployment_status", readInteger(status, "id"), [verdict.state]),
	};
}

function findPage(status: Payload): string | undefined {
	return readText(status, "target_url") ?? readText(status, "log_url") ?? readText(status, "environment_url");
}
