/**
 * Where GitHub's documentation says that a fact stands in a payload, for reading it without our own code.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads
 */

/** Field → the paths that may hold it; the first that does counts. */
type Paths = Readonly<Record<string, readonly string[]>>;

const EVERYWHERE: Paths = { action: ["action"], actor: ["sender.login"] };

const PULL: Paths = {
	pr: ["pull_request.number"],
	head_sha: ["pull_request.head.sha"],
	head_branch: ["pull_request.head.ref"],
	base_branch: ["pull_request.base.ref"],
	title: ["pull_request.title"],
	status: ["pull_request.state"],
};

export const DOCUMENTED: Readonly<Record<string, Paths>> = {
	workflow_run: {
		...EVERYWHERE,
		actor: ["workflow_run.actor.login", "sender.login"],
		run_id: ["workflow_run.id"],
		run_attempt: ["workflow_run.run_attempt"],
		run_number: ["workflow_run.run_number"],
		workflow_name: ["workflow_run.name", "workflow.name"],
		head_sha: ["workflow_run.head_sha"],
		head_branch: ["workflow_run.head_branch"],
		trigger: ["workflow_run.event"],
		html_url: ["workflow_run.html_url"],
		status: ["workflow_run.status"],
		conclusion: ["workflow_run.conclusion"],
	},
	workflow_job: {
		...EVERYWHERE,
		job_id: ["workflow_job.id"],
		job_name: ["workflow_job.name"],
		parent_run_id: ["workflow_job.run_id"],
		run_attempt: ["workflow_job.run_attempt"],
		workflow_name: ["workflow_job.workflow_name"],
		head_sha: ["workflow_job.head_sha"],
		head_branch: ["workflow_job.head_branch"],
		html_url: ["workflow_job.html_url"],
		status: ["workflow_job.status"],
		conclusion: ["workflow_job.conclusion"],
	},
	check_run: {
		...EVERYWHERE,
		check_id: ["check_run.id"],
		check_name: ["check_run.name"],
		check_suite_id: ["check_run.check_suite.id"],
		app: ["check_run.app.slug", "check_run.check_suite.app.slug"],
		head_sha: ["check_run.head_sha"],
		head_branch: ["check_run.check_suite.head_branch"],
		html_url: ["check_run.html_url"],
		status: ["check_run.status"],
		conclusion: ["check_run.conclusion"],
		pr: ["check_run.pull_requests.0.number"],
	},
	check_suite: {
		...EVERYWHERE,
		check_suite_id: ["check_suite.id"],
		app: ["check_suite.app.slug"],
		head_sha: ["check_suite.head_sha"],
		head_branch: ["check_suite.head_branch"],
		status: ["check_suite.status"],
		conclusion: ["check_suite.conclusion"],
		pr: ["check_suite.pull_requests.0.number"],
	},
	status: {
		...EVERYWHERE,
		check_name: ["context"],
		status_id: ["id"],
		head_sha: ["sha"],
		html_url: ["target_url", "commit.html_url"],
		state: ["state"],
		title: ["description"],
	},
	deployment_status: {
		...EVERYWHERE,
		head_sha: ["deployment.sha"],
		environment: ["deployment_status.environment", "deployment.environment"],
		deployment_id: ["deployment.id"],
		parent_run_id: ["workflow_run.id"],
		state: ["deployment_status.state"],
	},
	pull_request: { ...EVERYWHERE, ...PULL, html_url: ["pull_request.html_url"] },
	pull_request_review: {
		...EVERYWHERE,
		...PULL,
		html_url: ["review.html_url"],
		reviewer: ["review.user.login"],
		review_state: ["review.state"],
		reviewed_sha: ["review.commit_id"],
	},
	push: { ...EVERYWHERE, ref: ["ref"], html_url: ["compare"], forced: ["forced"], pusher: ["pusher.name"] },
	merge_group: { ...EVERYWHERE, head_sha: ["merge_group.head_sha"], reason: ["reason"] },
	release: {
		...EVERYWHERE,
		tag: ["release.tag_name"],
		title: ["release.name"],
		html_url: ["release.html_url"],
		prerelease: ["release.prerelease"],
	},
	ping: { ...EVERYWHERE, hook_id: ["hook_id"], title: ["zen"] },
};

/** What the payload holds, null and empty text counting as nothing. */
export function dig(payload: unknown, paths: readonly string[]): unknown {
	for (const path of paths) {
		let value = payload;
		for (const key of path.split("."))
			value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
		if (value !== undefined && value !== null && value !== "") return value;
	}
	return undefined;
}
