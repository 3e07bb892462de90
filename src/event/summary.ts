/** The one line a person reads when the emitter gave none. */
import type { JsonObject, JsonValue } from "./event.js";
import { MAX_SUMMARY_LENGTH } from "./limits.js";
import { toPrintable } from "./printable.js";

// The first of these that is present names what the event is about.
const SUBJECT_FIELDS = [
	"name",
	"workflow_name",
	"container",
	"path",
	"nodeid",
	"job_name",
	"alert_name",
	"command",
];

export function composeSummary(fields: JsonObject): string {
	const message = textOf(fields["msg_body"]);
	if (message !== undefined) {
		return clip(
			`${textOf(fields["msg_from"]) ?? "someone"} to ${textOf(fields["msg_to"]) ?? "everyone"}: ${message}`,
		);
	}
	const verdict = textOf(fields["conclusion"]) ?? textOf(fields["status"]);
	const head = [textOf(fields["source"]), textOf(fields["event_type"]), subjectOf(fields)];
	const line = head.filter((word) => word !== undefined).join(" ");
	return clip(verdict === undefined ? line : `${line}: ${verdict}`);
}

/** Fits a summary into its limit and onto one line. */
export function clip(text: string): string {
	const line = toPrintable(text);
	if (line.length <= MAX_SUMMARY_LENGTH) return line;
	// The cut may fall between the halves of a surrogate pair.
	return `${toPrintable(line.slice(0, MAX_SUMMARY_LENGTH - 1))}…`;
}

function subjectOf(fields: JsonObject): string | undefined {
	for (const name of SUBJECT_FIELDS) {
		const subject = textOf(fields[name]);
		if (subject !== undefined) return subject;
	}
	return undefined;
}

function textOf(value: JsonValue | undefined): string | undefined {
	return typeof value === "string" && value !== "" ? value : undefined;
}
