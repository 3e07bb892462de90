/** Which checks a branch requires, by its protection and by the rulesets that apply to it. */
import type { Payload } from "../payload.js";
import { isPayload, readObject, readObjects, readText } from "../payload.js";
import { REQUIRED_CHECKS } from "../normalise/required-checks.js";
import type { Cycle } from "./cycle.js";
import { toPolledDrafts } from "./cycle.js";
import type { Answer } from "./read-answer.js";
import type { WantedBranch } from "./repository-state.js";

export async function checkRequirements(cycle: Cycle, branch: string, known: WantedBranch): Promise<void> {
	const { client, clock, repository, state, tell } = cycle;
	const before = state.required.get(branch);
	const address = `repos/${repository}/rules/branches/${encodeURIComponent(branch)}?per_page=100`;
	const answer = await client.get(address, before?.etag);
	const { etag, rules } = answer.kind === "unchanged" && before !== undefined ? before : readRules(answer);
	const names = [...new Set([...known.protectedBy, ...rules])].sort();
	state.required.set(branch, { etag, rules, names });
	if (before !== undefined && before.names.join("\n") === names.join("\n")) return;
	const subject = { branch, names, seen_at: new Date(clock.nowMs()).toISOString() };
	tell(toPolledDrafts({ eventType: REQUIRED_CHECKS, action: "seen", subject }, repository));
}

function readRules(answer: Answer): { readonly etag: string | undefined; readonly rules: readonly string[] } {
	// Servers of old have no rulesets.
	if (answer.kind !== "fresh" || !Array.isArray(answer.body)) return { etag: undefined, rules: [] };
	const all: readonly Payload[] = answer.body.filter(isPayload);
	const rules = all
		.filter((rule) => readText(rule, "type") === "required_status_checks")
		.flatMap((rule) => readObjects(readObject(rule, "parameters"), "required_status_checks"))
		.flatMap((check) => readText(check, "context") ?? []);
	return { etag: answer.etag, rules };
}
