import { readFileSync } from "node:fs";
import { isatty } from "node:tty";

/** Whether Ctrl-C in a terminal reaches every process of our group by itself. */
export function isInForeground(): boolean {
	if (process.platform !== "linux") return isatty(0) || isatty(1) || isatty(2);
	const stat = readFileSync("/proc/self/stat", "latin1");
	// proc(5): after the name come state, parent, group, session, terminal and the terminal's foreground group.
	const [, , group, , terminal, foreground] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	return terminal !== "0" && group === foreground;
}
