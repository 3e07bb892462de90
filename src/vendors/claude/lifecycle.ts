/** Claude Code: https://code.claude.com/docs/en/hooks */
import type { JsonObject } from "../../event/event.js";
import { countRunning } from "../background-tasks.js";
import {
	AT_WORK,
	ENDED,
	FAILED,
	FINISHED,
	type LifecycleEvent,
	NEEDS_INPUT,
	OTHER,
	PAUSED,
	STARTED,
	TURN_STARTED,
} from "../lifecycle.js";
import { lifecycleReader, unlessSubagent } from "../lifecycle-reader.js";
import { textAt } from "../text-at.js";

export const readLifecycle = lifecycleReader({
	event: ["hook_event_name"],
	session: ["session_id"],
	cwd: ["cwd"],
	moments: {
		// After a compaction the same session goes on, perhaps in the middle of a turn.
		sessionstart: (payload) => (payload["source"] === "compact" ? OTHER : STARTED),
		userpromptsubmit: unlessSubagent(TURN_STARTED),
		stop: unlessSubagent((payload) => (countRunning(payload["background_tasks"]) > 0 ? PAUSED : FINISHED)),
		stopfailure: unlessSubagent(FAILED),
		permissionrequest: NEEDS_INPUT,
		elicitation: NEEDS_INPUT,
		notification: notified,
		posttooluse: unlessSubagent(AT_WORK),
		sessionend: unlessSubagent(ENDED),
	},
	facts: (payload) =>
		Object.hasOwn(payload, "background_tasks")
			? { background_tasks: countRunning(payload["background_tasks"]) }
			: {},
	doors: ({ env }) => {
		const { CLAUDE_CODE_MESSAGING_SOCKET: socket, CLAUDE_CODE_MESSAGING_TOKEN: token } = env;
		return socket === undefined || socket === ""
			? []
			: [{ door: "claude_inbox", socket, ...(token === undefined ? {} : { token }) }];
	},
});

const NEEDS: ReadonlySet<string> = new Set([
	"permission_prompt",
	"worker_permission_prompt",
	"agent_needs_input",
	"elicitation_dialog",
]);

// `idle_prompt` says a minute later what Stop has said.
function notified(payload: JsonObject): readonly LifecycleEvent[] {
	const type = textAt(payload, ["notification_type"]);
	if (type !== undefined) return NEEDS.has(type) ? NEEDS_INPUT : OTHER;
	// Before 2.0.37 there was only the text.
	return /permission/i.test(textAt(payload, ["message"]) ?? "") ? NEEDS_INPUT : OTHER;
}
