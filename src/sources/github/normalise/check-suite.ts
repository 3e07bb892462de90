import type { Payload } from "../payload.js";
import { readInteger, readObject, readText } from "../payload.js";
import type { Normalised } from "./normalised.js";
import { say } from "./normalised.js";
import { readPullNumbers } from "./pull-numbers.js";
import { readMoment, toStateKey } from "./state-key.js";
import { describeVerdict, readVerdict } from "./verdict.js";

export function normaliseCheckSuite(payload: Payload): Normalised {
	const suite = readObject(payload, "check_suite");
	const suiteId = readInteger(suite, "id");
	const verdict = readVerdict(suite);
	const app = readText(readObject(suite, "app"), "slug");
	const branch = readText(suite, "head_branch");
	const updatedAt = readMoment(suite, "updated_at");
	return {
		fields: {
			...verdict,
			...readPullNumbers(suite, payload),
			check_suite_id: suiteId,
			app,
			head_sha: readText(suite, "head_sha"),
			head_branch: branch,
			html_url: readText(suite, "html_url"),
			updated_at: readText(suite, "updated_at"),
		},
		summary: `checks${say(" of ", app)}${say(" on ", branch)}: ${describeVerdict(verdict)}`,
		stateKey: isWish(payload)
			? undefined
			: toStateKey("suite", suiteId, [verdict.status, verdict.conclusion ?? verdict.state, updatedAt]),
	};
}

// It repeats the state that was before somebody asked for the checks again.
function isWish(payload: Payload): boolean {
	return readText(payload, "action") === "rerequested";
}
