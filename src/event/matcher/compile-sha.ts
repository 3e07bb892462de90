/** `--sha`: the commit a CI run is about, by the start of its hash. */
import type { EventTest, MatcherClause } from "./matcher-clause.js";
import { matcherError } from "./matcher-error.js";
import type { Pivot } from "./pivot.js";
import { toShaPivot } from "./pivot.js";
import { compilePath } from "./read-path.js";

const PATH = "fields.head_sha";
const PREFIX = /^[0-9a-f]{7,40}$/;

/** @throws BusError MATCHER_INVALID unless it is 7 to 40 hexadecimal digits, of either case */
export function compileSha(text: string): { readonly clause: MatcherClause; readonly pivot: Pivot } {
	const prefix = text.trim().toLowerCase();
	if (!PREFIX.test(prefix)) {
		throw matcherError(text, "7 to 40 hexadecimal digits are wanted", {
			what: "sha",
			hint: "For example: --sha $(git rev-parse HEAD)",
		});
	}
	const read = compilePath(PATH.split("."));
	const matches: EventTest = (event) => {
		const sha = read(event);
		return typeof sha === "string" && sha.toLowerCase().startsWith(prefix);
	};
	return {
		clause: {
			text: `head_sha^=${prefix}`,
			path: PATH,
			// Mostly the whole hash, and compared in either case, unlike a prefix.
			equals: [prefix],
			prefixes: [],
			matches,
			explain: undefined,
		},
		pivot: toShaPivot(prefix),
	};
}
