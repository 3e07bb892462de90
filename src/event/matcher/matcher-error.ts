/** The one shape of refusals in this folder. */
import { BusError } from "../../errors.js";
import { toPrintable } from "../printable.js";

const MAX_QUOTED_LENGTH = 120;

export interface MatcherErrorOptions {
	/** What the text is: `matcher`, `clause`, `CEL expression`. @default "matcher" */
	readonly what?: string;
	/** Index of the offending character in the text. */
	readonly index?: number;
	readonly hint?: string;
	readonly cause?: unknown;
}

/** `Cannot parse matcher "a..b=1": empty path segment at character 3` */
export function matcherError(text: string, problem: string, options: MatcherErrorOptions = {}): BusError {
	const { what = "matcher", index, hint, cause } = options;
	const position = index === undefined ? "" : ` at character ${index + 1}`;
	return new BusError(
		"MATCHER_INVALID",
		`Cannot parse ${what} "${quotable(text)}": ${toPrintable(problem)}${position}`,
		{
			...(hint === undefined ? {} : { hint }),
			cause,
		},
	);
}

function quotable(text: string): string {
	const line = toPrintable(text);
	return line.length <= MAX_QUOTED_LENGTH ? line : `${line.slice(0, MAX_QUOTED_LENGTH)}…`;
}
