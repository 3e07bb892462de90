/** What the flags of `waitbus emit` say, as a draft. */
import { readFileSync } from "node:fs";
import { BusError } from "../errors.js";
import type { EventDraft, JsonValue } from "../event/event.js";
import { withoutAbsent } from "../event/without-absent.js";
import type { FlagValues } from "./command.js";
import { emitCommand } from "./emit-command.js";
import { usage } from "./parse-arguments.js";

/** The one event that the flags describe. @throws BusError USAGE, EVENT_INVALID */
export function toDraft(flags: FlagValues): EventDraft {
	const [source, eventType] = [flags.text("source"), flags.text("event-type")];
	if (source === undefined) throw usage(emitCommand, "--source is wanted");
	if (eventType === undefined) throw usage(emitCommand, "--event-type is wanted");
	const named = {
		status: flags.text("status"),
		conclusion: flags.text("conclusion"),
		msg_to: flags.text("to"),
	};
	const fields = { ...withoutAbsent(named), ...Object.fromEntries(flags.texts("field").map(parseField)) };
	const payload = flags.text("payload");
	return {
		source,
		event_type: eventType,
		fields,
		...withoutAbsent({
			delivery_id: flags.text("delivery-id"),
			summary: flags.text("summary"),
			owner: flags.text("owner"),
			repo: flags.text("repo"),
			received_at: parseReceivedAt(flags.text("received-at")),
			payload: payload === undefined ? undefined : parsePayload(payload),
		}),
	};
}

function parseReceivedAt(text: string | undefined): bigint | undefined {
	if (text === undefined) return undefined;
	if (/^\d{16,19}$/.test(text)) return BigInt(text);
	throw usage(
		emitCommand,
		`--received-at "${text}" is not nanoseconds since the epoch, as $(date +%s%N) prints`,
	);
}

function parseField(text: string): [string, JsonValue] {
	const equals = text.indexOf("=");
	if (equals < 1) throw usage(emitCommand, `--field "${text}" is not KEY=VALUE`);
	return [text.slice(0, equals), parseValue(text.slice(equals + 1))];
}

function parseValue(text: string): JsonValue {
	try {
		return JSON.parse(text) as JsonValue;
	} catch {
		return text;
	}
}

function parsePayload(text: string): JsonValue {
	const json = text.startsWith("@") ? readText(text.slice(1)) : text;
	try {
		return JSON.parse(json) as JsonValue;
	} catch (cause) {
		throw new BusError("EVENT_INVALID", "Cannot emit event: --payload is not JSON", {
			cause,
			hint: "--payload '{\"a\":1}' or --payload @file.json",
		});
	}
}

/** A whole file, or standard input for 0. @throws BusError USAGE */
export function readText(file: string | 0): string {
	try {
		return readFileSync(file, "utf8");
	} catch (cause) {
		const why = cause instanceof Error ? cause.message : "";
		throw new BusError("USAGE", `Cannot read "${file === 0 ? "standard input" : file}": ${why}`, {
			cause,
			hint: "waitbus emit --help",
		});
	}
}
