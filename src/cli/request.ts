/** `waitbus request`: a message, and the replies to it. */
import type { BusClient } from "../client/bus-client.js";
import { BusError, EXIT_CODES } from "../errors.js";
import { formatDuration } from "../event/duration.js";
import { encodeEvent } from "../event/encode-event.js";
import type { BusEvent } from "../event/event.js";
import { toPrintable } from "../event/printable.js";
import { textField } from "../event/text-field.js";
import { createClient } from "./bus-flags.js";
import type { Invocation } from "./command.js";
import { bodyOf, speakAs, toSendOptions } from "./mail-flags.js";
import { usage } from "./parse-arguments.js";
import { requestCommand } from "./request-command.js";
import { durationOf } from "./duration-flag.js";

export async function runRequest(invocation: Invocation): Promise<number> {
	const { flags } = invocation;
	const [to, text] = invocation.arguments;
	if (to === undefined || text === undefined)
		throw usage(requestCommand, "a name and the text are wanted, or - for standard input");
	const replies = parseReplies(flags.text("replies"));
	const timeoutMs = durationOf(flags, "timeout");
	const options = toSendOptions(flags);
	const bus = createClient(invocation);
	try {
		const { event } = await speakAs(flags.text("from"), ({ name }) =>
			bus.send(to, bodyOf(text), name === undefined ? options : { ...options, from: name }),
		);
		await printReplies(bus, event, { invocation, replies, timeoutMs });
		return EXIT_CODES.done;
	} finally {
		await bus.close();
	}
}

interface Wanted {
	readonly invocation: Invocation;
	readonly replies: number;
	readonly timeoutMs: number | undefined;
}

async function printReplies(
	bus: BusClient,
	message: BusEvent,
	{ invocation: { flags, terminal }, replies, timeoutMs }: Wanted,
): Promise<void> {
	const signal = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
	let missing = replies;
	try {
		for await (const reply of bus.replies(message, signal === undefined ? {} : { signal })) {
			terminal.print(flags.isSet("json") ? encodeEvent(reply) : toLines(textField(reply, "msg_body")));
			missing -= 1;
			if (missing === 0) return;
		}
	} catch (error) {
		if (signal?.aborted !== true) throw error;
		const what = replies === 1 ? "no reply" : `${missing} of ${replies} replies are missing`;
		throw new BusError("WAIT_TIMED_OUT", `Timed out after ${formatDuration(timeoutMs ?? 0)}: ${what}`, {
			hint: `waitbus agents shows whether ${textField(message, "msg_to")} is here`,
		});
	}
}

function toLines(text: string): string {
	return text
		.split("\n")
		.map((line) => toPrintable(line))
		.join("\n");
}

function parseReplies(text: string | undefined): number {
	if (text === undefined) return 1;
	if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
	throw new BusError("USAGE", `Cannot use --replies "${text}": not a whole number from 1 to 9999`, {
		hint: "waitbus request reviewer 'ready?' --replies 2",
	});
}
