/** Cline: a task is a session; .clinerules/hooks/README.md of cline/cline */
import { AT_WORK, FINISHED, INTERRUPTED, STARTED, TURN_STARTED } from "../lifecycle.js";
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
	},
});
