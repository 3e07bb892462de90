/** One function for each family of events, and one for all the rest. */
import type { Payload } from "../payload.js";
import { normaliseBranch } from "./branch.js";
import { normaliseCheckRun } from "./check-run.js";
import { normaliseCheckSuite } from "./check-suite.js";
import { normaliseDeploymentStatus } from "./deployment-status.js";
import { normaliseMergeGroup } from "./merge-group.js";
import type { Normalised } from "./normalised.js";
import { normaliseOther } from "./other.js";
import { normalisePing } from "./ping.js";
import { normalisePullRequestReview } from "./pull-request-review.js";
import { normalisePullRequest } from "./pull-request.js";
import { normalisePush } from "./push.js";
import { normaliseRelease } from "./release.js";
import { normaliseRequiredChecks, REQUIRED_CHECKS } from "./required-checks.js";
import { normaliseStatus } from "./status.js";
import { normaliseWorkflowJob } from "./workflow-job.js";
import { normaliseWorkflowRun } from "./workflow-run.js";

const FAMILIES: ReadonlyMap<string, (payload: Payload) => Normalised> = new Map([
	["branch", normaliseBranch],
	["check_run", normaliseCheckRun],
	["check_suite", normaliseCheckSuite],
	["deployment_status", normaliseDeploymentStatus],
	["merge_group", normaliseMergeGroup],
	["ping", normalisePing],
	["pull_request", normalisePullRequest],
	["pull_request_review", normalisePullRequestReview],
	["push", normalisePush],
	["release", normaliseRelease],
	[REQUIRED_CHECKS, normaliseRequiredChecks],
	["status", normaliseStatus],
	["workflow_job", normaliseWorkflowJob],
	["workflow_run", normaliseWorkflowRun],
]);

/** The events whose fields are complete; the others are heard as well. */
export const FAMILY_NAMES: readonly string[] = [...FAMILIES.keys()];

export function normalise(payload: Payload, eventType: string): Normalised {
	return FAMILIES.get(eventType)?.(payload) ?? normaliseOther(payload, eventType);
}
