/** GitHub Copilot CLI: a hook named in camel case is told so, one in Pascal case as Claude Code would tell it. */
import type { JsonObject } from "../../event/event.js";
import {
	AT_WORK,
	ENDED,
	FAILED,
	FINISHED,
	type LifecycleEvent,
	NEEDS_INPUT,
	OTHER,
	STARTED,
	TURN_STARTED,
} from "../lifecycle.js";
import { lifecycleReader } from "../lifecycle-reader.js";
import { textAt } from "../text-at.js";

export const readLifecycle = lifecycleReader({
	event: ["hook_event_name", "hookEventName"],
	session: ["sessionId", "session_id"],
	cwd: ["cwd"],
	moments: {
		sessionstart: STARTED,
		userpromptsubmitted: TURN_STARTED,
		userpromptsubmit: TURN_STARTED,
		agentstop: FINISHED,
		stop: FINISHED,
		erroroccurred: ({ recoverable }) => (recoverable === true ? OTHER : FAILED),
		permissionrequest: NEEDS_INPUT,
		notification: notified,
		posttooluse: AT_WORK,
		// Each error that it tries again after is told as recoverable, also the last one.
		sessionend: ({ reason }) => (reason === "error" ? [...FAILED, ...ENDED] : ENDED),
	},
	facts: (payload) => {
		const error = textAt(payload, ["error.message", "error.name"]);
		return error === undefined ? {} : { error };
	},
});

function notified(payload: JsonObject): readonly LifecycleEvent[] {
	const type = textAt(payload, ["notification_type", "notificationType"]) ?? "";
	return /^(permission_prompt|elicitation_dialog)$/.test(type) ? NEEDS_INPUT : OTHER;
}
