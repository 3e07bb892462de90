/** Which checks a branch requires, by its protection and by the rulesets that apply to it. */
import type { Payload } from "../payload.js";
import { isPayload, readObject, readObjects, readText } from "../payload.js";
import { REQUIRED_CHECKS } from "../normalise/required-checks.js";
import type { Cycle } from "./cycle.js";
import { toPolledDrafts } from "./cycle.js";
import type { WantedBranch } from "./repository-state.js";

export async function checkRequirements(cycle: Cycle, branch: string, known: WantedBranch): Promise<void> {
	const { client, clock, repository, state, tell } = cycle;
	const before = state.required.get(branch);
	const address = `repos/${repository}/rules/branches/${encodeURIComponent(branch)}?per_page=100`;
	const answer = await client.get(address, before?.etag);
	const isUnchanged = answer.kind === "unchanged" && before !== undefined;
	// Servers of old have no rulesets.
	const rules = isUnchanged ? before.rules : answer.kind === "fresh" ? readRules(answer.body) : [];
	const names = [...new Set([...known.protectedBy, ...rules])].sort();
	const etag = answer.kind === "fresh" ? answer.etag : before?.etag;
	state.required.set(branch, { etag, rules, names });
	if (before !== undefined && before.names.join("\n") === names.join("\n")) return;
	const subject = { branch, names, seen_at: new Date(clock.nowMs()).toISOString() };
	tell(toPolledDrafts({ eventType: REQUIRED_CHECKS, action: "seen", subject }, repository));
}

function readRules(body: unknown): readonly string[] {
	const rules: readonly Payload[] = Array.isArray(body) ? body.filter(isPayload) : [];
	return rules
		.filter((rule) => readText(rule, "type") === "required_status_checks")
		.flatMap((rule) => readObjects(readObject(rule, "parameters"), "required_status_checks"))
		.flatMap((check) => readText(check, "context") ?? []);
}
