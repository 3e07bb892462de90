import { JSON_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";
import { COMPOSITION_FLAGS, SELECTION_FLAGS, SUBJECT_FLAGS } from "./selection-flags.js";

export const whyCommand: Command = {
	name: "why",
	summary: "explain what a wait still waits for, and what it can never see",
	usage: "why [--pid N]   |   why [the flags of a wait]",
	details: [
		"Without flags it explains every wait that is going on; with --pid those of one process; with the flags of a wait, that wait before you start it. Of each clause it says whether it has matched, and if not, why: a source or field that no event has ever had, a value that was never seen, a match that came before the wait began, or the event that came nearest.",
		"It looks at the last 1,000 events of each source. Exit 0: explained. Exit 125: no daemon runs; why never starts one.",
	],
	flags: [
		{ name: "pid", value: "N", example: "4711", summary: "Only the waits of this process" },
		...SELECTION_FLAGS,
		...SUBJECT_FLAGS,
		...COMPOSITION_FLAGS,
		JSON_FLAG,
	],
	examples: [
		{ command: "waitbus why", tells: "Every wait that is going on" },
		{ command: "waitbus why --source docker --match exit_code=0", tells: "Could this wait match at all?" },
		{ command: "waitbus why --pid 4711 --json", tells: "The waits of one process, one JSON object each" },
	],
};
