/** Cline: a task is a session; .clinerules/hooks/README.md of cline/cline */
import type { JsonObject } from "../../event/event.js";
import {
	AT_WORK,
	FAILED,
	FINISHED,
	INTERRUPTED,
	type LifecycleEvent,
	OTHER,
	STARTED,
	TURN_STARTED,
} from "../lifecycle.js";
import { lifecycleReader } from "../lifecycle-reader.js";

export const readLifecycle = lifecycleReader({
	event: ["hookName"],
	session: ["taskId"],
	cwd: ["workspaceRoots.0"],
	moments: {
		taskstart: STARTED,
		taskresume: STARTED,
		userpromptsubmit: TURN_STARTED,
		posttooluse: AT_WORK,
		taskcancel: INTERRUPTED,
		taskcomplete: FINISHED,
		// What its command line calls them since version 3; a subagent has a parent.
		agentstart: unlessChild(STARTED),
		agentresume: unlessChild(STARTED),
		promptsubmit: unlessChild(TURN_STARTED),
		toolresult: unlessChild(AT_WORK),
		agentabort: unlessChild(INTERRUPTED),
		agenterror: unlessChild(FAILED),
		agentend: unlessChild(FINISHED),
	},
});

function unlessChild(events: readonly LifecycleEvent[]): (payload: JsonObject) => readonly LifecycleEvent[] {
	return ({ parent_agent_id: parent }) => (typeof parent === "string" && parent !== "" ? OTHER : events);
}
