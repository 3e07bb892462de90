/** `waitbus emit`: publishes events; once it returns they are committed. */
import { readFileSync } from "node:fs";
import type { BusClient, EmitResult } from "../client/bus-client.js";
import { withoutAbsent } from "../client/without-absent.js";
import { BusError, EXIT_CODES } from "../errors.js";
import type { EventDraft, JsonValue } from "../event/event.js";
import { MAX_BATCH_EVENTS } from "../event/limits.js";
import { createClient, JSON_FLAG, NO_START_FLAG } from "./bus-flags.js";
import type { Command, FlagValues, Invocation } from "./command.js";
import { usage } from "./parse-arguments.js";

export const emitCommand: Command = {
	name: "emit",
	summary: "publish an event, or a batch of them",
	usage: "emit --source NAME --event-type TYPE [flags]   |   emit -   |   emit --file F",
	details: [
		"Publishes one event and prints its id once it is committed. With - or --file it takes JSON Lines, one event each, as one batch: when one line is wrong, nothing is stored.",
		"The same --delivery-id again stores nothing and prints the id of the first.",
	],
	flags: [
		{ name: "source", short: "s", value: "NAME", summary: "Who publishes: lower case, such as ci or my-tool" },
		{ name: "event-type", short: "t", value: "TYPE", summary: "What happened: lower case, such as build_finished" },
		{ name: "conclusion", value: "VERDICT", summary: "success, failure, cancelled, timed_out, skipped, neutral, action_required, stale or startup_failure" },
		{ name: "status", value: "TEXT", summary: "How far it is, such as in_progress or completed" },
		{ name: "summary", value: "TEXT", summary: "One line for people. Default: made from the fields" },
		{ name: "field", short: "f", value: "KEY=VALUE", isRepeatable: true, summary: "A fact to match on; VALUE is JSON, or a bare word taken as text" },
		{ name: "to", value: "NAME", summary: "Address it as a message to this recipient" },
		{ name: "owner", value: "NAME", summary: "Default: local" },
		{ name: "repo", value: "NAME", summary: "Default: the source" },
		{ name: "delivery-id", value: "ID", summary: "Makes repeats harmless. Default: a new one" },
		{ name: "received-at", value: "NS", summary: "Nanoseconds since the epoch. Default: now" },
		{ name: "payload", value: "JSON", summary: "The raw payload; @FILE reads it from a file" },
		{ name: "file", value: "FILE", summary: "Take JSON Lines from this file as one batch" },
		JSON_FLAG,
		NO_START_FLAG,
	],
	examples: [
		{ command: "waitbus emit --source deploy --event-type finished --conclusion success", tells: "Tells whoever waits that a deploy went well" },
		{ command: "waitbus emit -s backup -t finished --conclusion failure -f host=db1 -f bytes=1024", tells: "With facts to match on" },
		{ command: "printf '%s\\n' '{\"source\":\"ci\",\"event_type\":\"job\"}' | waitbus emit -", tells: "A batch, one JSON object per line" },
	],
	maxArguments: 1,
};

export async function runEmit(invocation: Invocation): Promise<number> {
	const drafts = await readDrafts(invocation);
	const bus = createClient(invocation);
	const results = await emitInOrder(bus, drafts);
	for (const result of results) printResult(result, invocation);
	return EXIT_CODES.done;
}

async function readDrafts({ flags, arguments: [argument] }: Invocation): Promise<readonly EventDraft[]> {
	if (argument !== undefined && argument !== "-") throw usage(emitCommand, `unexpected argument "${argument}"`);
	const file = argument === "-" ? 0 : flags.text("file");
	if (file === undefined) return [toDraft(flags)];
	if (flags.isSet("source") || flags.isSet("event-type")) throw usage(emitCommand, "a batch says source and event_type on each line");
	const { parseJsonLines } = await import("./json-lines.js");
	return parseJsonLines(readText(file));
}

function readText(file: string | 0): string {
	try {
		return readFileSync(file, "utf8");
	} catch (cause) {
		const why = cause instanceof Error ? cause.message : "";
		throw new BusError("USAGE", `Cannot read "${file === 0 ? "standard input" : file}": ${why}`, { cause, hint: "waitbus emit --help" });
	}
}

function toDraft(flags: FlagValues): EventDraft {
	const [source, eventType] = [flags.text("source"), flags.text("event-type")];
	if (source === undefined) throw usage(emitCommand, "--source is wanted");
	if (eventType === undefined) throw usage(emitCommand, "--event-type is wanted");
	const named = { status: flags.text("status"), conclusion: flags.text("conclusion"), msg_to: flags.text("to") };
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
	throw usage(emitCommand, `--received-at "${text}" is not nanoseconds since the epoch, as $(date +%s%N) prints`);
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
		throw new BusError("EVENT_INVALID", "Cannot emit event: --payload is not JSON", { cause, hint: "--payload '{\"a\":1}' or --payload @file.json" });
	}
}

// Every line has been checked by now; the daemon takes only so many at once.
async function emitInOrder(bus: BusClient, drafts: readonly EventDraft[]): Promise<readonly EmitResult[]> {
	const results: EmitResult[] = [];
	for (let start = 0; start < drafts.length; start += MAX_BATCH_EVENTS) {
		results.push(...(await bus.emitBatch(drafts.slice(start, start + MAX_BATCH_EVENTS))));
	}
	return results;
}

function printResult(result: EmitResult, { flags, terminal }: Invocation): void {
	terminal.print(flags.isSet("json") ? JSON.stringify(result) : result.event_id);
	if (result.outcome === "duplicate") terminal.tell(`waitbus: duplicate: this delivery id was stored before as ${result.event_id}`);
}
