/**
 * Paths as Linux has them: bytes, which need not be UTF-8. One character stands for each byte, so that a path stays
 * exact, and most are the same as their text.
 */
import { isUtf8 } from "node:buffer";

export type BytePath = string & { readonly __bytePath: unique symbol };

// Those that are the same either way need no conversion.
const ASCII = /^[\0-\x7f]*$/;

export function toBytePath(text: string): BytePath {
	return (ASCII.test(text) ? text : Buffer.from(text).toString("latin1")) as BytePath;
}

/** What is not UTF-8 becomes U+FFFD. */
export function toText(path: BytePath): string {
	return ASCII.test(path) ? path : toBytes(path).toString("utf8");
}

export function toBytes(path: BytePath): Buffer {
	return Buffer.from(path, "latin1");
}

/** Whether its text is the path. */
export function isText(path: BytePath): boolean {
	return ASCII.test(path) || isUtf8(toBytes(path));
}

export function joinPath(directory: BytePath, name: BytePath): BytePath {
	return (directory === "/" ? `/${name}` : `${directory}/${name}`) as BytePath;
}
