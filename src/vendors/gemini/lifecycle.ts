/** Gemini CLI: docs/hooks/reference.md of google-gemini/gemini-cli */
import { AT_WORK, ENDED, FINISHED, NEEDS_INPUT, OTHER, STARTED, TURN_STARTED } from "../lifecycle.js";
import { lifecycleReader } from "../lifecycle-reader.js";

export const readLifecycle = lifecycleReader({
	event: ["hook_event_name"],
	session: ["session_id"],
	cwd: ["cwd"],
	moments: {
		sessionstart: STARTED,
		beforeagent: TURN_STARTED,
		afteragent: FINISHED,
		aftertool: AT_WORK,
		notification: ({ notification_type: type }) => (type === "ToolPermission" ? NEEDS_INPUT : OTHER),
		sessionend: ENDED,
	},
});
