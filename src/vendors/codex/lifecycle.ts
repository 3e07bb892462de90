/** Codex: https://developers.openai.com/codex/hooks, and the older `notify`, whose payload is an argument. */
import {
	AT_WORK,
	ENDED,
	FINISHED,
	INTERRUPTED,
	NEEDS_INPUT,
	OTHER,
	STARTED,
	TURN_STARTED,
} from "../lifecycle.js";
import { lifecycleReader, unlessSubagent } from "../lifecycle-reader.js";
import { textAt } from "../text-at.js";

const SESSION = ["session_id", "thread-id"];

export const readLifecycle = lifecycleReader({
	event: ["hook_event_name", "type"],
	session: SESSION,
	cwd: ["cwd"],
	moments: {
		sessionstart: (payload) => (payload["source"] === "compact" ? OTHER : STARTED),
		userpromptsubmit: unlessSubagent(TURN_STARTED),
		stop: unlessSubagent(FINISHED),
		interrupt: unlessSubagent(INTERRUPTED),
		permissionrequest: NEEDS_INPUT,
		posttooluse: unlessSubagent(AT_WORK),
		sessionend: unlessSubagent(ENDED),
		agentturncomplete: FINISHED,
		approvalrequested: NEEDS_INPUT,
	},
	doors: ({ payload, env }) => {
		const thread = textAt(payload, SESSION);
		const home = env["CODEX_HOME"];
		return thread === undefined ? [] : [{ door: "codex_thread", thread, ...(home ? { home } : {}) }];
	},
});
