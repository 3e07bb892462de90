import type { Payload } from "../payload.js";
import { readInteger, readObject, readText } from "../payload.js";
import type { Normalised } from "./normalised.js";
import { say } from "./normalised.js";
import { readPullNumbers } from "./pull-numbers.js";
import { readMoment, toStateKey } from "./state-key.js";
import { describeVerdict, readVerdict } from "./verdict.js";

// A check of GitHub Actions is a job, and its details page is the job's.
const JOB_PAGE = /\/actions\/runs\/(\d{1,15})\/jobs?\/(\d{1,15})(?!\d)/;

export function normaliseCheckRun(payload: Payload): Normalised {
	const check = readObject(payload, "check_run");
	const suite = readObject(check, "check_suite");
	const checkId = readInteger(check, "id");
	const verdict = readVerdict(check);
	const name = readText(check, "name");
	const branch = readText(suite, "head_branch");
	return {
		fields: {
			...verdict,
			...readPullNumbers(check, payload),
			...readJob(check),
			check_id: checkId,
			check_name: name,
			check_suite_id: readInteger(suite, "id"),
			app: readText(readObject(check, "app"), "slug") ?? readText(readObject(suite, "app"), "slug"),
			head_sha: readText(check, "head_sha"),
			head_branch: branch,
			html_url: readText(check, "html_url"),
			details_url: readText(check, "details_url"),
			title: readText(readObject(check, "output"), "title"),
			started_at: readText(check, "started_at"),
			completed_at: readText(check, "completed_at"),
		},
		summary: `check ${name ?? checkId ?? "?"}${say(" on ", branch)}: ${describeVerdict(verdict)}`,
		stateKey: isState(payload) ? toCheckKey(check, checkId) : undefined,
	};
}

function toCheckKey(check: Payload, checkId: number | undefined): string | undefined {
	const { status, conclusion, state } = readVerdict(check);
	// An app may run a check again in place, under the same id.
	return toStateKey("check", checkId, [
		status,
		conclusion ?? state,
		readMoment(check, "completed_at", "started_at"),
	]);
}

// The others are wishes of people (rerequested, requested_action) and repeat the state that was.
function isState(payload: Payload): boolean {
	return ["created", "completed"].includes(readText(payload, "action") ?? "");
}

function readJob(check: Payload): { readonly parent_run_id?: number; readonly job_id?: number } {
	const page = JOB_PAGE.exec(readText(check, "details_url") ?? "");
	return page === null ? {} : { parent_run_id: Number(page[1]), job_id: Number(page[2]) };
}
