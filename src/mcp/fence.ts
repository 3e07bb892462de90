/** Text from outside, between two lines that it cannot contain: they are drawn at random after it was written. */
import { randomBytes } from "node:crypto";
import { toPrintable } from "../event/printable.js";

/** Each line is made printable. What stands inside is data, as the server's instructions say. */
export function fence(lines: readonly string[]): string {
	const mark = `untrusted-${randomBytes(12).toString("hex")}`;
	return [`<${mark}>`, ...lines.map(toPrintable), `</${mark}>`].join("\n");
}
