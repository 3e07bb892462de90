/** One of the conditions of a matcher that must all hold. */
import type { BusEvent } from "../event.js";
import type { Payload } from "./read-path.js";

/** Never throws, whatever the event holds. */
export type EventTest = (event: BusEvent, payload?: Payload) => boolean;

export interface MatcherClause {
	readonly text: string;
	/** The canonical path it looks at; undefined for an expression. */
	readonly path: string | undefined;
	/** The values that `path` may have, of those alternatives that are equalities. */
	readonly equals: readonly string[];
	/** What the value of `path` may begin with, of those alternatives that are prefixes. */
	readonly prefixes: readonly string[];
	readonly matches: EventTest;
	/** Why an expression does not hold; undefined for a comparison, whose path tells. */
	readonly explain: ((event: BusEvent, payload?: Payload) => string) | undefined;
}
