/** What the poll itself needs to know of a run. */
import type { Payload } from "../payload.js";
import { readInteger, readObjects, readText } from "../payload.js";
import type { Wants } from "./wants.js";

/** What somebody may want a run for. */
export interface RunSubject {
	readonly id: number;
	readonly sha: string;
	readonly branch: string | undefined;
	readonly pulls: readonly number[];
}

export interface RunFacts extends RunSubject {
	readonly isFinished: boolean;
	/** Differs when anything has changed that an event would tell. */
	readonly state: string;
	readonly updatedAtMs: number;
}

export function findRunFacts(run: Payload): RunFacts | undefined {
	const id = readInteger(run, "id");
	if (id === undefined) return undefined;
	const attempt = readInteger(run, "run_attempt") ?? 1;
	const status = readText(run, "status");
	return {
		id,
		isFinished: isFinished(run),
		state: `${attempt}:${status ?? ""}:${readText(run, "conclusion") ?? ""}`,
		sha: readText(run, "head_sha") ?? "",
		branch: readText(run, "head_branch"),
		pulls: readObjects(run, "pull_requests").flatMap((pull) => readInteger(pull, "number") ?? []),
		updatedAtMs: Date.parse(readText(run, "updated_at") ?? readText(run, "created_at") ?? "") || 0,
	};
}

/** Of a run or a job. */
export function isFinished(subject: Payload): boolean {
	return readText(subject, "status") === "completed";
}

export function isWanted({ id, sha, branch, pulls }: RunSubject, wants: Wants): boolean {
	return (
		wants.runIds.includes(id) ||
		wants.shaPrefixes.some((prefix) => sha.startsWith(prefix)) ||
		(branch !== undefined && wants.branches.includes(branch)) ||
		pulls.some((number) => wants.pulls.includes(number))
	);
}
