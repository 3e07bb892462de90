/** Windsurf's Cascade: https://docs.windsurf.com/windsurf/cascade/hooks */
import { AT_WORK, FINISHED, TURN_STARTED } from "../lifecycle.js";
import { lifecycleReader } from "../lifecycle-reader.js";

export const readLifecycle = lifecycleReader({
	event: ["agent_action_name"],
	session: ["trajectory_id"],
	cwd: ["tool_info.cwd"],
	moments: {
		preuserprompt: TURN_STARTED,
		postcascaderesponse: FINISHED,
		postruncommand: AT_WORK,
		postmcptooluse: AT_WORK,
		postwritecode: AT_WORK,
	},
	inner: "tool_info",
});
