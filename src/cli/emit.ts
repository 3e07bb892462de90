/** `waitbus emit`: publishes events; once it returns they are committed. */
import type { BusClient, EmitResult } from "../client/bus-client.js";
import { EXIT_CODES } from "../errors.js";
import type { EventDraft } from "../event/event.js";
import { MAX_BATCH_EVENTS } from "../event/limits.js";
import { createClient } from "./bus-flags.js";
import type { Invocation } from "./command.js";
import { emitCommand } from "./emit-command.js";
import { readText, toDraft } from "./emit-draft.js";
import { usage } from "./parse-arguments.js";
import { printStored } from "./print-stored.js";

export async function runEmit(invocation: Invocation): Promise<number> {
	const drafts = await readDrafts(invocation);
	const bus = createClient(invocation);
	const results = await emitInOrder(bus, drafts);
	for (const result of results) printStored(result, invocation);
	return EXIT_CODES.done;
}

async function readDrafts({ flags, arguments: [argument] }: Invocation): Promise<readonly EventDraft[]> {
	if (argument !== undefined && argument !== "-")
		throw usage(emitCommand, `unexpected argument "${argument}"`);
	const file = argument === "-" ? 0 : flags.text("file");
	if (file === undefined) return [toDraft(flags)];
	if (flags.isSet("source") || flags.isSet("event-type"))
		throw usage(emitCommand, "a batch says source and event_type on each line");
	const { parseJsonLines } = await import("./json-lines.js");
	return parseJsonLines(readText(file));
}

// Every line has been checked by now; the daemon takes only so many at once.
async function emitInOrder(bus: BusClient, drafts: readonly EventDraft[]): Promise<readonly EmitResult[]> {
	const results: EmitResult[] = [];
	for (let start = 0; start < drafts.length; start += MAX_BATCH_EVENTS) {
		results.push(...(await bus.emitBatch(drafts.slice(start, start + MAX_BATCH_EVENTS))));
	}
	return results;
}
