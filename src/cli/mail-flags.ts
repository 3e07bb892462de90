/** What the verbs about messages have in common. */
import { userInfo } from "node:os";
import type { SendOptions } from "../client/mail.js";
import { BusError } from "../errors.js";
import { encodeEvent } from "../event/encode-event.js";
import type { BusEvent } from "../event/event.js";
import { toPrintable } from "../event/printable.js";
import { textField } from "../event/text-field.js";
import { withoutAbsent } from "../event/without-absent.js";
import type { Flag, FlagValues, Invocation } from "./command.js";
import { readText } from "./emit-draft.js";
import { durationOf } from "./duration-flag.js";

const FROM_FLAG: Flag = {
	name: "from",
	value: "NAME",
	example: "builder",
	summary: "The sender. Default: the agent that the caller belongs to, else the name of the user",
};

export const SEND_FLAGS: readonly Flag[] = [
	FROM_FLAG,
	{
		name: "thread",
		value: "NAME",
		example: "parser",
		summary: "The conversation. Default: that of what it answers, else a new one",
	},
	{
		name: "ttl",
		value: "DURATION",
		example: "1h",
		summary: "Unread after this long it has expired. Default: never",
	},
];

/** @throws BusError USAGE */
export function toSendOptions(flags: FlagValues): Omit<SendOptions, "from"> {
	return withoutAbsent({ thread: flags.text("thread"), ttlMs: durationOf(flags, "ttl") });
}

/** The text as it was given, or standard input for `-`. */
export function bodyOf(text: string): string {
	return text === "-" ? readText(0).replace(/\n$/, "") : text;
}

/** Whoever is not named and belongs to no agent speaks as the user. */
export async function speakAs<T>(
	name: string | undefined,
	call: (who: { readonly name?: string }) => Promise<T>,
): Promise<T> {
	if (name !== undefined) return await call({ name });
	try {
		return await call({});
	} catch (error) {
		if (!(error instanceof BusError && error.code === "AGENT_NOT_FOUND")) throw error;
		return await call({ name: userInfo().username });
	}
}

/** With --json the event; otherwise who says what, and the text below it. */
export function printMessage(
	message: BusEvent,
	{ flags, terminal }: Pick<Invocation, "flags" | "terminal">,
): void {
	if (flags.isSet("json")) return terminal.print(encodeEvent(message));
	const [from, to] = [textField(message, "msg_from"), textField(message, "msg_to")];
	terminal.print(toPrintable(`${message.event_id}  ${from} to ${to === "*" ? "everyone" : to}:`));
	for (const line of textField(message, "msg_body").split("\n")) terminal.print(`  ${toPrintable(line)}`);
}
