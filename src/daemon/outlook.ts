/** Whether a source can deliver now, and why not. */
import type { WebhookStatus } from "../protocol/messages.js";
import type { Problem } from "./source-registry.js";
import type { PresentSource } from "./supervisor.js";

export interface Outlook extends Problem {
	/** It is being tried again, so it may come yet. */
	readonly mayPass: boolean;
}

/** Undefined when it can: by running, or by what servers post to it. */
export function findOutlook(source: PresentSource, webhooks: () => WebhookStatus): Outlook | undefined {
	const { run, webhook } = source;
	const problems: Outlook[] = [];
	if (run !== undefined && !run.needsWebhook) {
		const problem = findRunProblem(source.name, run);
		if (problem === undefined) return undefined;
		problems.push(problem);
	}
	if (webhook !== undefined) {
		const problem = findWebhookProblem(webhook.path, webhooks());
		if (problem === undefined) return undefined;
		problems.push(problem);
	}
	return {
		reason: problems.map(({ reason }) => reason).join(", and "),
		hint: problems.map(({ hint }) => hint).join(", or "),
		mayPass: problems.some(({ mayPass }) => mayPass),
	};
}

function findRunProblem(
	name: string,
	{ status, missing }: NonNullable<PresentSource["run"]>,
): Outlook | undefined {
	const { state, problem, hint } = status;
	if (missing !== undefined) return { ...missing, mayPass: false };
	const toOutlook = (reason: string, mayPass: boolean): Outlook => ({
		reason: problem ?? reason,
		hint: hint ?? `waitbus source show ${name}`,
		mayPass,
	});
	switch (state) {
		case "up":
			return undefined;
		case "starting":
			return toOutlook("it is still starting", true);
		case "down":
			return toOutlook("it is down", true);
		case "unavailable":
			return toOutlook("it is not available", false);
		case "off":
			return toOutlook("it is off", false);
	}
}

/** Why servers cannot post to a source. */
export function findWebhookProblem(
	path: string,
	{ routes, port, problem }: WebhookStatus,
): Outlook | undefined {
	const route = routes.find((each) => each.path === path);
	if (route?.is_set === true && port !== null) return undefined;
	if (problem !== null)
		return { reason: `nothing listens for webhooks: ${problem}`, hint: "waitbus status", mayPass: false };
	return {
		reason: "its webhook has no secret",
		hint: `waitbus secret set ${route?.secret ?? ""}`,
		mayPass: false,
	};
}
