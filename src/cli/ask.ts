/** A question to whoever sits at the terminal. */
import { readSync } from "node:fs";
import { isatty } from "node:tty";
import type { Terminal } from "./terminal.js";

/** Whether there is somebody to ask. */
export function isSomebodyHere(): boolean {
	return isatty(0) && isatty(2);
}

/** Anything but a yes is a no. */
export function askYes(terminal: Terminal, question: string): boolean {
	terminal.tell(`${question} [y/N]`);
	const bytes = Buffer.alloc(256);
	return /^y(es)?$/i.test(bytes.toString("utf8", 0, readSync(0, bytes)).trim());
}
