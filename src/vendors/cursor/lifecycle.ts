/** Cursor: https://cursor.com/docs/agent/hooks */
import type { JsonObject } from "../../event/event.js";
import {
	AT_WORK,
	ENDED,
	FAILED,
	FINISHED,
	INTERRUPTED,
	type LifecycleEvent,
	STARTED,
	TURN_STARTED,
} from "../lifecycle.js";
import { lifecycleReader } from "../lifecycle-reader.js";

export const readLifecycle = lifecycleReader({
	event: ["hook_event_name"],
	session: ["conversation_id", "session_id"],
	cwd: ["cwd", "workspace_roots.0"],
	moments: {
		sessionstart: STARTED,
		beforesubmitprompt: TURN_STARTED,
		posttooluse: AT_WORK,
		aftershellexecution: AT_WORK,
		aftermcpexecution: AT_WORK,
		stop: stopped,
		sessionend: ENDED,
	},
});

function stopped({ status }: JsonObject): readonly LifecycleEvent[] {
	if (status === "error") return FAILED;
	return status === "aborted" ? INTERRUPTED : FINISHED;
}
