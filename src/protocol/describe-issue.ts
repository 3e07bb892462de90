/** What is wrong with a request or a configuration, in words: the key, what was found and what is wanted. */
import type * as v from "valibot";
import { toPrintable } from "../event/printable.js";

const SHOWN_LENGTH = 60;
const TYPES: ReadonlyMap<string, string> = new Map([
	["Object", "an object"],
	["Array", "an array"],
	["string", "text"],
	["number", "a number"],
	["boolean", "true or false"],
]);

/** `absent_ms is 0, and must be >0` */
export function describeIssue(issue: v.BaseIssue<unknown>, path: string): string {
	const key = clip(toPrintable(path));
	if (issue.expected === "never") return `unknown key "${key}"`;
	if (isMissing(issue)) return `${key} is missing`;
	return `${key} is ${foundIn(issue)}, and must be ${wantedBy(issue)}`;
}

function isMissing({ type, received, path }: v.BaseIssue<unknown>): boolean {
	return received === "undefined" && (type === "strict_object" || path?.at(-1)?.value === undefined);
}

function foundIn({ type, received }: v.BaseIssue<unknown>): string {
	const found = TYPES.get(received) ?? clip(toPrintable(received));
	return isAboutLength(type) ? `${found} long` : found;
}

/** What must stand there instead. */
export function wantedBy({ type, expected, message }: v.BaseIssue<unknown>): string {
	// The schema writes alternatives as ("normal" | "full").
	const wanted = (expected ?? message).replace(/^\((.*)\)$/, "one of $1").replaceAll(" | ", ", ");
	return isAboutLength(type) ? `${wanted} long` : (TYPES.get(wanted) ?? wanted);
}

function isAboutLength(type: string): boolean {
	return type === "min_length" || type === "max_length";
}

function clip(text: string): string {
	return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}
