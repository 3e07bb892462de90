/** `waitbus why`: what a wait has seen, and what it can never see. */
import { resolveAddress } from "../client/address.js";
import { BusClient, type ClauseState, type Finding, type WaitReport } from "../client/bus-client.js";
import { BusError, EXIT_CODES } from "../errors.js";
import { formatDuration } from "../event/duration.js";
import { toPrintable } from "../event/printable.js";
import { JSON_FLAG } from "./bus-flags.js";
import type { Command, FlagValues, Invocation } from "./command.js";
import { usage } from "./parse-arguments.js";
import { checkNamesSomething, COMPOSITION_FLAGS, SELECTION_FLAGS, toWaitOptions } from "./selection-flags.js";

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
		...COMPOSITION_FLAGS,
		JSON_FLAG,
	],
	examples: [
		{ command: "waitbus why", tells: "Every wait that is going on" },
		{ command: "waitbus why --source docker --match exit_code=0", tells: "Could this wait match at all?" },
		{ command: "waitbus why --pid 4711 --json", tells: "The waits of one process, one JSON object each" },
	],
};

export async function runWhy({ flags, terminal }: Invocation): Promise<number> {
	const terms = toWaitOptions(flags);
	const pid = parsePid(flags);
	const isProposed = Object.keys(terms).length > 0;
	if (isProposed) checkNamesSomething(whyCommand, terms);
	if (isProposed && pid !== undefined)
		throw usage(whyCommand, "--pid is about a wait that goes on, the other flags are about a new one");
	const bus = new BusClient(resolveAddress({ autostart: false }));
	const waits = await bus.why({ ...(isProposed ? { terms } : {}), ...(pid === undefined ? {} : { pid }) });
	const isJson = flags.isSet("json");
	for (const [index, wait] of waits.entries()) {
		if (isJson) terminal.print(JSON.stringify(wait));
		else
			for (const line of toBlock(wait, { isFirst: index === 0, isProposed }))
				terminal.print(toPrintable(line));
	}
	if (waits.length === 0)
		terminal.tell(pid === undefined ? "waitbus: nobody waits" : `waitbus: process ${pid} does not wait`);
	return EXIT_CODES.done;
}

function parsePid(flags: FlagValues): number | undefined {
	const text = flags.text("pid");
	if (text === undefined) return undefined;
	if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
	throw new BusError("USAGE", `Cannot use --pid "${text}": not the number of a process`, {
		hint: "waitbus why",
	});
}

interface BlockOptions {
	readonly isFirst: boolean;
	readonly isProposed: boolean;
}

/** One wait: what it waits for, then each clause with what is known of it. */
function toBlock(wait: WaitReport, { isFirst, isProposed }: BlockOptions): readonly string[] {
	const { pid, since_ms, text, clauses, findings } = wait;
	const head = isProposed ? `a wait for ${text}` : `pid ${pid}, for ${formatDuration(since_ms)}: ${text}`;
	const known = new Set(clauses.map((clause) => clause.text));
	const others = findings.filter(({ clause }) => !known.has(clause));
	return [
		...(isFirst ? [] : [""]),
		head,
		...clauses.flatMap((clause) => [
			toClauseLine(clause),
			...findings.filter((finding) => finding.clause === clause.text).flatMap(toFindingLines),
		]),
		...others.flatMap((finding) => [`  unless ${finding.clause}`, ...toFindingLines(finding)]),
	];
}

function toClauseLine({ text, matches, matched_event_id }: ClauseState): string {
	if (matched_event_id === null || matches === 0) return `  no   ${text}`;
	return `  yes  ${text} (${matches === 1 ? "" : `${matches} times, at last `}${matched_event_id})`;
}

function toFindingLines({ text, next }: Finding): readonly string[] {
	return [`       ${text}`, ...(next === null ? [] : [`       next: ${next}`])];
}
