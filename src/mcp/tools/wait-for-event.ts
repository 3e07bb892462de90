/** The tool that waits: it answers before its client would cut it, and goes on where it was. */
import { isAboutSubject } from "../../client/terms.js";
import type { WaitOutcome } from "../../client/wait.js";
import { BusError } from "../../errors.js";
import { formatDuration } from "../../event/duration.js";
import { withoutAbsent } from "../../event/without-absent.js";
import type { PendingWait } from "../pending-waits.js";
import { fitReport } from "../fit-report.js";
import { fitPage } from "../result-event.js";
import { EVENTS, fencedOutput, input, VERDICTS, WRITES } from "../schemas.js";
import { toMs, toWaitOptions, type WaitInput } from "../selection.js";
import { defineTool, type ToolAnswer, type ToolContext } from "../tool.js";
import { parseWaitId, toWaitId } from "../wait-id.js";
import { parseTicket, seconds, TERMS, type Ticket } from "../wait-ticket.js";

const PROGRESS_EVERY_MS = 12_000;

interface Input extends WaitInput {
	readonly wait_id?: string;
	readonly timeout_seconds?: number;
}

export const waitForEvent = defineTool<Input>({
	listing: {
		name: "wait_for_event",
		title: "Wait for an event",
		description:
			'Blocks until something happens: CI finishes, a container dies, a file is written, a message comes. Use it instead of polling or sleeping. When the answer is status "pending", call it again with only its wait_id: nothing is lost in between. With pr, branch, run or sha (and repo) it waits for the checks and also answers when they finished before.',
		annotations: { ...WRITES, readOnlyHint: true, idempotentHint: true },
		// Claude Code shows its model a tool without this only once it has searched for it, so it would poll instead.
		_meta: { "anthropic/alwaysLoad": true },
		inputSchema: input({
			wait_id: { type: "string", description: "From a pending answer: goes on with that wait. Alone." },
			...TERMS,
			timeout_seconds: seconds("Give up after so long, over all calls. Default: no limit"),
		}),
		outputSchema: fencedOutput(
			{
				status: { enum: ["matched", "pending", "timed_out"] },
				reason: {
					enum: ["matched", "unless", "absent"],
					description: "Of matched: the terms were met, an unless clause was, or nothing came",
				},
				verdict: { enum: VERDICTS, description: "What the conclusions of the events say together" },
				events: { ...EVENTS, description: "The events that met the terms, the completing one last" },
				events_omitted: { type: "integer", description: "Earlier ones that did not fit in" },
				report: {
					type: "object",
					description:
						"How the checks stand; its text is for people. results_omitted are more than fit in: query_ci pages them",
				},
				wait_id: { type: "string", description: "Of pending: call again with it. Valid for good" },
				cursor: { type: "string", description: "The event after which this wait looks" },
				how_to_resume: { type: "string" },
				message: { type: "string", description: "Of timed_out: what had not come" },
			},
			["status"],
		),
	},
	run: async (given, context) => {
		const wait = await takeUp(given, context);
		const { waits, signal, budgetMs } = context;
		const stopTelling = tellOfProgress(wait, context);
		try {
			const outcome = await wait.within(budgetMs, { timers: waits.timers, signal });
			if (signal.aborted && wait.isUnasked) waits.drop(wait.id);
			else waits.keep(wait);
			return outcome === undefined ? pending(wait, budgetMs) : matched(outcome);
		} catch (error) {
			waits.drop(wait.id);
			if (error instanceof BusError && error.code === "WAIT_TIMED_OUT") return timedOut(error);
			throw error;
		} finally {
			stopTelling();
		}
	},
});

async function takeUp({ wait_id: waitId, ...asked }: Input, context: ToolContext): Promise<PendingWait> {
	const { waits, signal } = context;
	if (waitId !== undefined) {
		const isAlone = Object.keys(asked).length === 0;
		if (!isAlone)
			throw new BusError("REQUEST_INVALID", "Cannot call wait_for_event: wait_id carries the terms already", {
				hint: "Call it with wait_id alone",
			});
		return waits.find(waitId) ?? start(await parseTicket(parseWaitId(waitId)), context);
	}
	const { timeout_seconds: timeoutSeconds, ...terms } = asked;
	const { since, unlessSince } = await waits.fixBegin(toWaitOptions(terms), signal);
	const timeoutMs = toMs(timeoutSeconds);
	return start(
		{
			...terms,
			...withoutAbsent({
				since,
				unless_since: unlessSince,
				deadline_ms: timeoutMs === undefined ? undefined : Math.ceil(waits.timers.nowMs() + timeoutMs),
			}),
		},
		context,
	);
}

function start(ticket: Ticket, { waits }: ToolContext): PendingWait {
	const { deadline_ms: deadlineMs, ...terms } = ticket;
	checkNamesSomething(terms);
	const id = toWaitId(ticket);
	return waits.find(id) ?? waits.start(id, { terms: toWaitOptions(terms), deadlineMs });
}

function checkNamesSomething({
	since: _since,
	unless: _unless,
	unless_since: _unlessSince,
	within_seconds: _within,
	...named
}: WaitInput): void {
	if (Object.keys(named).length > 0 || isAboutSubject(toWaitOptions(named))) return;
	throw new BusError("REQUEST_INVALID", "Cannot call wait_for_event: no term says which event is meant", {
		hint: 'Call it with {"source":"docker","match":["conclusion=failure"]}, or with {"repo":"owner/repo","pr":7}',
	});
}

/** The first word comes when the daemon has registered the wait: whatever happens from then on is heard. */
function tellOfProgress({ armed }: PendingWait, { waits: { timers }, onProgress }: ToolContext): () => void {
	if (onProgress === undefined) return () => undefined;
	const beganMs = timers.nowMs();
	let isOver = false;
	void armed.then((text) => {
		if (!isOver) onProgress(text);
	});
	let timer = timers.setTimer(PROGRESS_EVERY_MS, tell);
	function tell(): void {
		onProgress?.(`still waiting after ${formatDuration(timers.nowMs() - beganMs)}`);
		timer = timers.setTimer(PROGRESS_EVERY_MS, tell);
	}
	return () => {
		isOver = true;
		timer.cancel();
	};
}

function pending({ id, cursor }: PendingWait, budgetMs: number): ToolAnswer {
	const howToResume = `Nothing has matched yet, and the wait goes on. Call wait_for_event again with {"wait_id":"${id}"} and nothing else; do not poll with other tools. An event that comes in between is answered at once.`;
	return {
		text: `pending after ${formatDuration(budgetMs)}. ${howToResume}`,
		structured: {
			status: "pending",
			wait_id: id,
			...(cursor === undefined ? {} : { cursor }),
			how_to_resume: howToResume,
		},
	};
}

function matched({ reason, verdict, events, report: given }: WaitOutcome): ToolAnswer {
	const report = given === undefined ? undefined : fitReport(given);
	const taken = report === undefined ? 0 : JSON.stringify(report).length;
	// The completing one is the last, so what has to be left out is left out from the start.
	const page = [...fitPage([...events].reverse(), taken)].reverse();
	const omitted = events.length - page.length;
	return {
		text: `matched (${reason}); verdict: ${verdict}`,
		structured: { status: "matched", reason, verdict, ...(omitted === 0 ? {} : { events_omitted: omitted }) },
		untrusted: { ...withoutAbsent({ report }), events: page },
	};
}

/** What had not come may be told in the words of a source. */
function timedOut({ message, hint }: BusError): ToolAnswer {
	const text = hint === undefined ? "timed out" : `timed out; hint: ${hint}`;
	return { text, structured: { status: "timed_out" }, untrusted: { message } };
}
