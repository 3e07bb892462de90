/** Pull requests that somebody waits for: which commit counts now, and whether they are still open. */
import type { Payload } from "../payload.js";
import { isPayload, readObject, readText } from "../payload.js";
import type { Cycle } from "./cycle.js";
import { toPolledDrafts } from "./cycle.js";
import type { WantedPull } from "./repository-state.js";
import type { Wants } from "./wants.js";

/** @returns the wants with the commits of the pull requests among them */
export async function checkWantedPulls(cycle: Cycle): Promise<Wants> {
	const { state, wants } = cycle;
	for (const number of state.pulls.keys()) {
		if (!wants.pulls.includes(number)) state.pulls.delete(number);
	}
	for (const number of wants.pulls) await checkPull(cycle, number);
	const shas = [...state.pulls.values()].flatMap(({ sha }) => sha ?? []);
	return {
		...wants,
		shas: [...new Set([...wants.shas, ...shas])],
		shaPrefixes: [...wants.shaPrefixes, ...shas],
	};
}

async function checkPull({ client, repository, state, tell }: Cycle, number: number): Promise<void> {
	const known = state.pulls.get(number);
	const answer = await client.get(`repos/${repository}/pulls/${number}`, known?.etag);
	if (answer.kind !== "fresh" || !isPayload(answer.body)) return;
	const pull = toWantedPull(answer.body, answer.etag);
	if (pull.state !== known?.state) {
		const action = toAction(pull, known);
		tell(toPolledDrafts({ eventType: "pull_request", action, subject: answer.body }, repository));
	}
	state.pulls.set(number, pull);
}

function toWantedPull(pull: Payload, etag: string | undefined): WantedPull {
	const sha = readText(readObject(pull, "head"), "sha");
	const base = readText(readObject(pull, "base"), "ref");
	return { etag, sha, base, state: `${sha ?? ""}:${readText(pull, "state") ?? ""}` };
}

/** As the webhook would name it; `seen` is the first look. */
function toAction(pull: WantedPull, known: WantedPull | undefined): string {
	if (known === undefined) return "seen";
	if (pull.sha !== known.sha) return "synchronize";
	return pull.state.endsWith(":closed") ? "closed" : "reopened";
}
