/** `waitbus pr`: pull requests, watched to their verdicts. */
import type { BusClient } from "../client/bus-client.js";
import type { WaitOptions } from "../client/terms.js";
import { BusError, EXIT_CODES } from "../errors.js";
import { toPrintable } from "../event/printable.js";
import type { SubjectReport } from "../event/subject-report.js";
import type { Verdict } from "../event/verdict.js";
import { withoutAbsent } from "../event/without-absent.js";
import { createClient } from "./bus-flags.js";
import type { Invocation } from "./command.js";
import { usage } from "./parse-arguments.js";
import { prCommand } from "./pr-command.js";
import { createProgressTeller } from "./progress-teller.js";
import { durationOf } from "./duration-flag.js";
import { parseChecks } from "./read-selection.js";
import { withRepository } from "./with-repository.js";

export async function runPr(invocation: Invocation): Promise<number> {
	const { flags } = invocation;
	const numbers = [...new Set(invocation.arguments.map(parseNumber))];
	if (numbers.length === 0) throw usage(prCommand, "the number of a pull request is wanted");
	const chosen = withoutAbsent({ repo: flags.text("repo"), checks: parseChecks(flags.text("checks")) });
	const timeoutMs = durationOf(flags, "timeout");
	const all = await Promise.all(numbers.map((pr) => withRepository({ ...chosen, pr }, invocation)));
	const bus = createClient(invocation);
	const ending = new AbortController();
	try {
		const watched = all.map((terms) => watch(bus, terms, { invocation, timeoutMs, signal: ending.signal }));
		return (await Promise.all(watched)).includes("failure") ? EXIT_CODES.verdictFailure : EXIT_CODES.done;
	} finally {
		ending.abort();
		await bus.close();
	}
}

interface Circumstances {
	readonly invocation: Invocation;
	readonly timeoutMs: number | undefined;
	readonly signal: AbortSignal;
}

async function watch(
	bus: BusClient,
	terms: WaitOptions,
	{ invocation: { flags, terminal }, timeoutMs, signal }: Circumstances,
): Promise<Verdict> {
	let isArmed = false;
	const print = (report: SubjectReport): void =>
		terminal.print(flags.isSet("json") ? JSON.stringify(report) : toPrintable(report.text));
	const tellProblem = createProgressTeller((line) => terminal.tell(`waitbus: ${line}`));
	let last: string | undefined;
	const onProgress = (report: SubjectReport): void => {
		if (report.text !== last) print(report);
		else tellProblem(report);
		last = report.text;
	};
	const { verdict, report } = await bus.wait(terms, {
		...withoutAbsent({ timeoutMs }),
		signal,
		strict: flags.isSet("strict"),
		onProgress,
		onArmed: (notes) => {
			if (!isArmed) for (const note of notes) terminal.tell(`waitbus: ${note}`);
			isArmed = true;
		},
	});
	if (report !== undefined && report.text !== last) print(report);
	return verdict;
}

function parseNumber(text: string): number {
	if (/^#?[1-9]\d{0,9}$/.test(text)) return Number(text.replace("#", ""));
	throw new BusError("USAGE", `Cannot watch "${text}": not the number of a pull request`, {
		hint: "waitbus pr 7 9",
	});
}
