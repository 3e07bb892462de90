/** What a failure says in its first lines, fit for an event: bounded, and without what could act on a terminal. */
import { toPrintable } from "../event/printable.js";

const MAX_LINES = 20;
const MAX_LENGTH = 2_000;
// A report may hold megabytes of it, and what follows the first lines is not looked at.
const MAX_READ = 64 * 1024;
const STACK_FRAME = /^\s*at .+:\d+(?::\d+)?\)?$/;

/** Its lines are separated by \n. Undefined when nothing is said. */
export function toFailureMessage(text: string): string | undefined {
	const lines = text
		.slice(0, MAX_READ)
		.split(/\r\n|[\n\r]/)
		.map((line) => toPrintable(line).trimEnd());
	const end = lines.findIndex((line) => STACK_FRAME.test(line));
	const said = (end > 0 ? lines.slice(0, end) : lines).slice(0, MAX_LINES).join("\n").trim();
	if (said === "") return undefined;
	// The cut may fall between the halves of a surrogate pair.
	return said.length <= MAX_LENGTH ? said : `${said.slice(0, MAX_LENGTH - 1).replace(/\p{Cs}$/u, "")}…`;
}
