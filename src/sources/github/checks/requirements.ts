/** Which checks count when only the required ones do. */
import { BusError } from "../../../errors.js";
import type { BusEvent } from "../../../event/event.js";
import { REQUIRED_CHECKS } from "../normalise/required-checks.js";
import { textOf } from "./check-result.js";
import type { ChecksTerms } from "./parse-terms.js";

/** Undefined as long as GitHub has not said. @param events Of the subject, in commit order. */
export function findRequired(
	{ named, required }: ChecksTerms,
	events: readonly BusEvent[],
): readonly string[] | undefined {
	if (required === "all") return [];
	if (required !== "ask") return required;
	const branch = "branch" in named ? named.branch : findBase(events);
	const told = events.findLast(
		({ event_type, fields }) => event_type === REQUIRED_CHECKS && fields["base_branch"] === branch,
	);
	const names = told?.fields["required"];
	return Array.isArray(names) ? names.filter((name) => typeof name === "string") : undefined;
}

/** Why the required checks cannot be waited for; undefined when they can. */
export function findRefusal(
	{ repo, required: wanted }: ChecksTerms,
	name: string,
	required: readonly string[] | undefined,
): BusError | undefined {
	if (required === undefined) {
		return new BusError("SOURCE_FAILED", `Cannot tell which checks ${name} requires: GitHub has not said`, {
			hint: `Name them in config.toml, below [github.required]: "${repo}" = ["test"]`,
		});
	}
	if (wanted === "all" || required.length > 0) return undefined;
	return new BusError("REQUEST_INVALID", `Cannot wait for the required checks of ${name}: none is required`, {
		hint: "Wait for all: --checks all",
	});
}

/** The branch that a pull request goes into. */
function findBase(events: readonly BusEvent[]): string | undefined {
	const pull = events.findLast(({ event_type }) => event_type === "pull_request");
	return textOf(pull?.fields["base_branch"]);
}
