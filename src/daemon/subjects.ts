/** Finds whose subject a wait is about, by the keys it is named with. */
import { BusError } from "../errors.js";
import type { JsonValue } from "../event/event.js";
import { findNearestName } from "../event/nearest-name.js";
import type { Subject } from "../event/subject.js";
import type { WaitTerms } from "../protocol/messages.js";
import type { SubjectTerms } from "../sources/source.js";
import { SOURCE_SECTIONS } from "./source-registry.js";
import { hasWaitTerms } from "./wait-terms.js";

/**
 * @param sections Of config.toml.
 * @throws BusError REQUEST_INVALID when nobody knows it, or it does not stand alone
 */
export async function parseSubject(
	{ subject: terms, ...others }: WaitTerms & { readonly subject: SubjectTerms },
	sections: ReadonlyMap<string, JsonValue>,
): Promise<{ readonly subject: Subject; readonly source: string }> {
	if (hasWaitTerms(others)) {
		throw new BusError(
			"REQUEST_INVALID",
			"Cannot wait: a subject and the matchers of events exclude each other",
			{
				hint: "A subject is waited for to its answer; what ends the wait otherwise goes into unless",
			},
		);
	}
	const named = Object.keys(terms);
	const section = SOURCE_SECTIONS.find(({ subject }) => subject?.keys.some((key) => named.includes(key)));
	if (section?.subject === undefined) throw unknownSubject(named);
	const kind = await section.subject.load();
	const subject = kind.parse(terms, sections.get(section.key) ?? {});
	return { subject, source: section.key };
}

function unknownSubject(named: readonly string[]): BusError {
	const known = SOURCE_SECTIONS.flatMap(({ subject }) => subject?.keys ?? []);
	const [first = ""] = named;
	const nearest = findNearestName(first, known);
	const meant = nearest === undefined ? "" : `; did you mean ${nearest}?`;
	return new BusError(
		"REQUEST_INVALID",
		`Cannot wait for subject "${named.join(", ")}": no source knows it${meant}`,
		{ hint: `One of ${known.join(", ")} is wanted` },
	);
}
