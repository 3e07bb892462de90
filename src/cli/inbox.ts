/** `waitbus inbox`: what an agent has not read. */
import type { BusClient } from "../client/bus-client.js";
import type { InboxOptions } from "../client/mail.js";
import { BusError, EXIT_CODES } from "../errors.js";
import { withoutAbsent } from "../event/without-absent.js";
import { createClient } from "./bus-flags.js";
import type { Invocation } from "./command.js";
import { inboxCommand } from "./inbox-command.js";
import { printMessage, speakAs } from "./mail-flags.js";
import { usage } from "./parse-arguments.js";

export async function runInbox(invocation: Invocation): Promise<number> {
	const { flags, terminal } = invocation;
	if (flags.isSet("follow") && flags.isSet("peek"))
		throw usage(inboxCommand, "--follow reads, and --peek does not");
	const limit = parseLimit(flags.text("limit"));
	const bus = createClient(invocation);
	try {
		const found = await speakAs(invocation.arguments[0], async ({ name }) => {
			const whose = withoutAbsent({ agent: name, limit });
			return { whose, count: await printUnread(bus, invocation, whose) };
		});
		if (flags.isSet("follow")) return await follow(bus, invocation, found.whose);
		if (found.count === 0 && !flags.isSet("json")) terminal.tell("waitbus: nothing is unread");
		return EXIT_CODES.done;
	} finally {
		await bus.close();
	}
}

/** They count as read only when they stand on the screen: whoever is killed before finds them again. */
async function printUnread(bus: BusClient, invocation: Invocation, whose: InboxOptions): Promise<number> {
	const messages = await bus.inbox({ ...whose, peek: true });
	for (const message of messages) printMessage(message, invocation);
	const last = messages.at(-1);
	if (last !== undefined && !invocation.flags.isSet("peek")) await bus.markRead(last, whose);
	return messages.length;
}

/** Any message is the bell; what is unread is read from the mailbox, so that nothing is missed and nothing comes twice. */
async function follow(bus: BusClient, invocation: Invocation, whose: InboxOptions): Promise<never> {
	const bell = bus.subscribe({ source: "agent", eventType: "agent_message" });
	await bell.started;
	await printUnread(bus, invocation, whose);
	for await (const _message of bell) await printUnread(bus, invocation, whose);
	throw new BusError("DAEMON_UNREACHABLE", "Cannot follow the inbox: the daemon has gone", {
		hint: "waitbus status",
	});
}

function parseLimit(text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
	throw new BusError("USAGE", `Cannot use --limit "${text}": not a whole number from 1 to 9999`, {
		hint: "waitbus inbox --limit 10",
	});
}
