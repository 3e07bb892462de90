/**
 * OpenCode: its plugin passes each event of its bus on as it is, `{type, properties, directory, serverUrl}`. After a
 * `session.error` it leaves out the `session.idle` that follows, and repeats no `session.status` that is the last one.
 */
import type { JsonObject } from "../../event/event.js";
import {
	AT_WORK,
	ENDED,
	FAILED,
	FINISHED,
	INTERRUPTED,
	type LifecycleEvent,
	NEEDS_INPUT,
	OTHER,
	STARTED,
	TURN_STARTED,
} from "../lifecycle.js";
import { lifecycleReader } from "../lifecycle-reader.js";
import { textAt, valueAt } from "../text-at.js";

const SESSION = ["properties.sessionID", "properties.info.id"];

export const readLifecycle = lifecycleReader({
	event: ["type"],
	session: SESSION,
	cwd: ["directory", "properties.info.directory"],
	moments: {
		sessioncreated: unlessChild(STARTED),
		sessionstatus: (payload) =>
			valueAt(payload, "properties.status.type") === "busy" ? TURN_STARTED : OTHER,
		sessionidle: FINISHED,
		sessionerror: failed,
		permissionasked: NEEDS_INPUT,
		// Until 1.0.
		permissionupdated: NEEDS_INPUT,
		permissionreplied: AT_WORK,
		questionasked: NEEDS_INPUT,
		questionreplied: AT_WORK,
		questionrejected: AT_WORK,
		sessiondeleted: unlessChild(ENDED),
	},
	inner: "properties",
	facts: (payload) => {
		const error = textAt(payload, ["properties.error.name"]);
		return error === undefined ? {} : { error };
	},
	doors: ({ payload }) => {
		const [url, session] = [textAt(payload, ["serverUrl"]), textAt(payload, SESSION)];
		return url === undefined || session === undefined ? [] : [{ door: "opencode_server", url, session }];
	},
});

function failed(payload: JsonObject): readonly LifecycleEvent[] {
	return textAt(payload, ["properties.error.name"]) === "MessageAbortedError" ? INTERRUPTED : FAILED;
}

/** A session that has a parent is a subagent's. */
function unlessChild(events: readonly LifecycleEvent[]): (payload: JsonObject) => readonly LifecycleEvent[] {
	return (payload) => (textAt(payload, ["properties.info.parentID"]) === undefined ? events : OTHER);
}
