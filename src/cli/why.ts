/** `waitbus why`: what a wait has seen, and what it can never see. */
import { resolveAddress } from "../client/address.js";
import { BusClient, type ClauseState, type Finding, type WaitReport } from "../client/bus-client.js";
import { BusError, EXIT_CODES } from "../errors.js";
import { formatDuration } from "../event/duration.js";
import { toPrintable } from "../event/printable.js";
import type { FlagValues, Invocation } from "./command.js";
import { usage } from "./parse-arguments.js";
import { checkNamesSomething, toWaitOptions } from "./read-selection.js";
import { whyCommand } from "./why-command.js";
import { withRepository } from "./with-repository.js";

export async function runWhy(invocation: Invocation): Promise<number> {
	const { flags, terminal } = invocation;
	const terms = await withRepository(toWaitOptions(flags), invocation);
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
