/** https://cursor.com/docs/agent/hooks: a turn that ends goes on with what its hook has to say. */
import type { ToContext } from "../context.js";

export const toContext: ToContext = ({ hookEvent, facts }) => {
	if (hookEvent === "sessionStart") return (text) => ({ additional_context: text });
	// One that its human ended, or that failed, is not to be begun again.
	const isDone = hookEvent === "stop" && (facts["hook_status"] ?? "completed") === "completed";
	return isDone ? (text) => ({ followup_message: text }) : undefined;
};
