/** The repository that a wait is about when `--repo` does not say: the origin of the checkout around. */
import { isAboutSubject, type WaitOptions } from "../client/terms.js";
import type { Invocation } from "./command.js";

/** @throws BusError USAGE when there is none */
export async function withRepository(
	terms: WaitOptions,
	{ env }: Pick<Invocation, "env">,
): Promise<WaitOptions> {
	const { repo, container } = terms;
	if (repo !== undefined || container !== undefined || !isAboutSubject(terms)) return terms;
	const { readOrigin } = await import("./git/origin.js");
	return { ...terms, repo: readOrigin(process.cwd(), env) };
}
