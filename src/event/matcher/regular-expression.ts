/** `~=`: RE2 regular expressions, whose time is linear in the text (github.com/google/re2/wiki/Syntax). */
import { RE2JS, RE2JSSyntaxException } from "re2js";
import { matcherError } from "./matcher-error.js";

/**
 * A test that finds the pattern anywhere in a text.
 * @param matcher The whole matcher, which the error quotes and points into.
 * @throws BusError MATCHER_INVALID
 */
export function compileRegularExpression(pattern: string, matcher: string): (text: string) => boolean {
	try {
		const expression = RE2JS.compile(pattern);
		return (text) => expression.test(text);
	} catch (cause) {
		throw toMatcherError(cause, pattern, matcher);
	}
}

function toMatcherError(cause: unknown, pattern: string, matcher: string): Error {
	const problem = cause instanceof RE2JSSyntaxException ? cause.getDescription() : String(cause);
	const fragment = cause instanceof RE2JSSyntaxException ? cause.getPattern() : null;
	const patternIndex = Math.max(0, matcher.lastIndexOf(pattern));
	// Where re2js reports the whole pattern, its end is where the missing part belongs.
	const offset =
		fragment === null || fragment === pattern ? pattern.length - 1 : Math.max(0, pattern.indexOf(fragment));
	return matcherError(matcher, `not an RE2 regular expression: ${problem}`, {
		index: patternIndex + offset,
		hint: "RE2 has no look-around and no back-references; a backslash makes the next character literal: summary~=\\(failed\\)",
		cause,
	});
}
