/** Qwen Code: hooks as those of Claude Code, with a session registry of its own. */
import { AT_WORK, ENDED, FAILED, FINISHED, NEEDS_INPUT, OTHER, STARTED, TURN_STARTED } from "../lifecycle.js";
import { lifecycleReader, unlessSubagent } from "../lifecycle-reader.js";
import { textAt } from "../text-at.js";

const SESSION = ["session_id"];

export const readLifecycle = lifecycleReader({
	event: ["hook_event_name"],
	session: SESSION,
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
	doors: ({ payload, env }) => {
		const { QWEN_CODE_MESSAGING_SOCKET: socket, QWEN_CODE_MESSAGING_TOKEN: token } = env;
		const session = textAt(payload, SESSION);
		return socket && token && session !== undefined ? [{ door: "qwen_peer", socket, token, session }] : [];
	},
});
