/** Whole hashes of the commits that somebody waits for by their beginnings: GitHub lists checks by nothing less. */
import { isPayload, readText } from "../payload.js";
import type { Cycle } from "./cycle.js";
import type { Wants } from "./wants.js";

const WHOLE_LENGTH = 40;

/** @returns the wants with the whole hashes among them */
export async function checkWantedHashes(cycle: Cycle): Promise<Wants> {
	const { state, wants } = cycle;
	const prefixes = wants.shaPrefixes.filter(({ length }) => length < WHOLE_LENGTH);
	for (const prefix of state.hashes.keys()) {
		if (!prefixes.includes(prefix)) state.hashes.delete(prefix);
	}
	for (const prefix of prefixes) await findHash(cycle, prefix);
	return { ...wants, shas: [...new Set([...wants.shas, ...state.hashes.values()])] };
}

async function findHash({ client, repository, state }: Cycle, prefix: string): Promise<void> {
	if (state.hashes.has(prefix)) return;
	// One file of it is enough; a commit may have thousands.
	const answer = await client.get(`repos/${repository}/commits/${prefix}?per_page=1`);
	const sha = answer.kind === "fresh" && isPayload(answer.body) ? readText(answer.body, "sha") : undefined;
	if (sha !== undefined) state.hashes.set(prefix, sha);
}
