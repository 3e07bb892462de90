/** Branches that somebody waits for: which commit counts now, and which checks are required there. */
import type { Payload } from "../payload.js";
import { isPayload, readObject, readText } from "../payload.js";
import type { Cycle } from "./cycle.js";
import { toPolledDrafts } from "./cycle.js";
import type { WantedBranch } from "./repository-state.js";
import type { Answer } from "./read-answer.js";
import { checkRequirements } from "./requirements.js";
import type { Wants } from "./wants.js";

/** @returns the wants with the commits of the branches among them */
export async function checkWantedBranches(cycle: Cycle): Promise<Wants> {
	const { state, wants } = cycle;
	const bases = [...state.pulls.values()].flatMap(({ base }) => base ?? []);
	const read = new Set([...wants.branches, ...(wants.isRequiredWanted ? bases : [])]);
	for (const name of state.branches.keys()) {
		if (!read.has(name)) state.branches.delete(name);
	}
	for (const name of read) await checkBranch(cycle, name);
	const shas = wants.branches.flatMap((name) => state.branches.get(name)?.sha ?? []);
	return { ...wants, shas: [...new Set([...wants.shas, ...shas])] };
}

async function checkBranch(cycle: Cycle, name: string): Promise<void> {
	const { client, repository, state, wants } = cycle;
	const known = state.branches.get(name);
	const address = `repos/${repository}/branches/${encodeURIComponent(name)}`;
	const answer = await client.get(address, known?.etag);
	const branch = answer.kind === "unchanged" ? known : findBranch(answer);
	if (branch === undefined) state.branches.delete(name);
	else state.branches.set(name, branch);
	if (branch?.sha !== known?.sha && wants.branches.includes(name)) tellOf(cycle, name, branch?.sha);
	if (wants.isRequiredWanted && branch !== undefined) await checkRequirements(cycle, name, branch);
}

function findBranch(answer: Answer): WantedBranch | undefined {
	if (answer.kind !== "fresh" || !isPayload(answer.body)) return undefined;
	const protection = readObject(answer.body, "protection", "required_status_checks");
	return {
		etag: answer.etag,
		sha: readText(readObject(answer.body, "commit"), "sha"),
		protectedBy: readContexts(protection),
	};
}

function readContexts(protection: Payload): readonly string[] {
	const contexts = protection["contexts"];
	return Array.isArray(contexts) ? contexts.filter((context) => typeof context === "string") : [];
}

function tellOf({ clock, repository, tell }: Cycle, name: string, sha: string | undefined): void {
	const subject = { name, sha, seen_at: new Date(clock.nowMs()).toISOString() };
	const action = sha === undefined ? "gone" : "seen";
	tell(toPolledDrafts({ eventType: "branch", action, subject }, repository));
}
