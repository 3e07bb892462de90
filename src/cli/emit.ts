/** `waitbus emit`: publishes events; once it returns they are committed. */
import { DeliveryIdGenerator } from "../client/delivery-id.js";
import { emitBatch, type Emitter, type EmitResult } from "../client/emit.js";
import { EXIT_CODES } from "../errors.js";
import type { EventDraft } from "../event/event.js";
import { MAX_BATCH_EVENTS } from "../event/limits.js";
import { createLink } from "./bus-flags.js";
import type { Invocation } from "./command.js";
import { emitCommand } from "./emit-command.js";
import { readText, toDraft } from "./emit-draft.js";
import { usage } from "./parse-arguments.js";
import { printStored } from "./print-stored.js";

export async function runEmit(invocation: Invocation): Promise<number> {
	const drafts = await readDrafts(invocation);
	const emitter = { link: createLink(invocation), deliveryIds: new DeliveryIdGenerator(process.pid) };
	const results = await emitInOrder(emitter, drafts);
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
async function emitInOrder(emitter: Emitter, drafts: readonly EventDraft[]): Promise<readonly EmitResult[]> {
	const results: EmitResult[] = [];
	for (let start = 0; start < drafts.length; start += MAX_BATCH_EVENTS) {
		results.push(...(await emitBatch(emitter, drafts.slice(start, start + MAX_BATCH_EVENTS))));
	}
	return results;
}
