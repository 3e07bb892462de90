/** Qwen Code: hooks as those of Claude Code, with a session registry of its own. */
import { AT_WORK, ENDED, FAILED, FINISHED, NEEDS_INPUT, OTHER, STARTED, TURN_STARTED } from "../lifecycle.js";
import { lifecycleReader, unlessSubagent } from "../lifecycle-reader.js";

export const readLifecycle = lifecycleReader({
	event: ["hook_event_name"],
	session: ["session_id"],
	cwd: ["cwd"],
	moments: {
		sessionstart: (payload) => (payload["source"] === "compact" ? OTHER : STARTED),
		userpromptsubmit: unlessSubagent(TURN_STARTED),
		stop: unlessSubagent(FINISHED),
		stopfailure: unlessSubagent(FAILED),
		permissionrequest: NEEDS_INPUT,
		notification: ({ notification_type: type }) => (type === "permission_prompt" ? NEEDS_INPUT : OTHER),
		posttooluse: unlessSubagent(AT_WORK),
		sessionend: unlessSubagent(ENDED),
	},
	doors: ({ env }) => {
		const home = env["QWEN_HOME"];
		return home ? [{ door: "qwen_peer", home }] : [];
	},
});
