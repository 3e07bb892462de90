/** Why a wait for a state still waits: how its subject stands. */
import type { Bus } from "../bus/bus.js";
import { SubjectWait } from "../bus/subject-wait.js";
import type { Subject } from "../event/subject.js";
import type { SubjectReport } from "../event/subject-report.js";
import type { Clock } from "../platform/clock.js";
import { createDeferred } from "../platform/deferred.js";
import type { WaitReport } from "../protocol/messages.js";
import type { SubjectActivity } from "./subject-activity.js";

export function explainSubject(waiting: SubjectActivity, nowMs: number): WaitReport {
	const { peerPid: pid, startedAtMs, text, clause, wait } = waiting;
	return {
		pid,
		since_ms: nowMs - startedAtMs,
		mode: "subject",
		text,
		clauses: [clause],
		findings: wait.report === undefined ? [] : [toFinding(clause.text, wait.report)],
	};
}

/** Of a wait that is only proposed: what it would find. */
export async function judgeSubject(
	{ bus, clock }: { readonly bus: Bus; readonly clock: Clock },
	subject: Subject,
	pid: number,
): Promise<WaitReport> {
	const { promise, resolve, reject } = createDeferred<Pick<WaitReport, "clauses" | "findings">>();
	const { text } = subject;
	const wait = new SubjectWait({
		bus,
		clock,
		subject,
		since: { from: "start" },
		unless: [],
		unlessSince: { from: "now" },
		onFollow: () => undefined,
		askedAtMs: clock.monotonicMs(),
		// What it would find is what the log holds.
		look: () => Promise.resolve(),
		onProgress: (report) =>
			resolve({
				clauses: [{ text, matched_event_id: null, matches: 0 }],
				findings: [toFinding(text, report)],
			}),
		onEnd: ({ event }) =>
			resolve({ clauses: [{ text, matched_event_id: event.event_id, matches: 1 }], findings: [] }),
		onError: reject,
	});
	try {
		return { pid, since_ms: 0, mode: "subject", text, ...(await promise) };
	} finally {
		wait.close();
	}
}

function toFinding(clause: string, { text, problem }: SubjectReport): WaitReport["findings"][number] {
	return { kind: "standing", clause, text: problem === null ? text : `${text} (${problem})`, next: null };
}
