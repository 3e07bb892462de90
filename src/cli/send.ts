/** `waitbus send`: a message to an agent. */
import type { BusClient } from "../client/bus-client.js";
import type { Sent } from "../client/mail.js";
import { BusError, EXIT_CODES } from "../errors.js";
import { encodeEvent } from "../event/encode-event.js";
import { textField } from "../event/text-field.js";
import { createClient } from "./bus-flags.js";
import type { FlagValues, Invocation } from "./command.js";
import { bodyOf, speakAs, toSendOptions } from "./mail-flags.js";
import { usage } from "./parse-arguments.js";
import type { Terminal } from "./terminal.js";
import { durationOf } from "./duration-flag.js";
import { sendCommand } from "./send-command.js";

export async function runSend(invocation: Invocation): Promise<number> {
	const { flags, terminal } = invocation;
	const [to, text] = invocation.arguments;
	if (to === undefined || text === undefined)
		throw usage(sendCommand, "a name and the text are wanted, or - for standard input");
	if (to === "*" && flags.isSet("wake")) throw usage(sendCommand, "--wake is for one recipient");
	const until = parseUntil(flags);
	const timeoutMs = durationOf(flags, "timeout");
	const bus = createClient(invocation);
	try {
		const options = toSendOptions(flags);
		const sent = await speakAs(flags.text("from"), ({ name }) =>
			bus.send(to, bodyOf(text), name === undefined ? options : { ...options, from: name }),
		);
		terminal.print(flags.isSet("json") ? encodeEvent(sent.event) : sent.event.event_id);
		if (sent.outcome === "repeated")
			terminal.tell("waitbus: this was sent a moment ago, and is not sent again");
		if (flags.isSet("wake")) await wake(bus, sent, terminal);
		return until === undefined ? EXIT_CODES.done : await waitUntil(bus, sent, { until, timeoutMs });
	} finally {
		await bus.close();
	}
}

// With the message in the mailbox in any case, a notice need not have all of it.
const MAX_SHOWN_LENGTH = 1_000;

async function wake(bus: BusClient, { event }: Sent, terminal: Terminal): Promise<void> {
	const [to, from, body] = ["msg_to", "msg_from", "msg_body"].map((key) => textField(event, key));
	const shown = (body ?? "").slice(0, MAX_SHOWN_LENGTH);
	try {
		const { delivery } = await bus.deliver(
			to ?? "",
			`${from} has sent a message, which "waitbus inbox ${to}" shows whole and marks as read: ${shown}`,
		);
		if (delivery.reason !== null) terminal.tell(`waitbus: ${to} is told later: ${delivery.reason}`);
	} catch (error) {
		const isNobody = error instanceof BusError && WITHOUT_SESSION.has(error.code);
		if (!isNobody) throw error;
		terminal.tell(`waitbus: ${to} is not told of it: ${error.message}`);
	}
}

const WITHOUT_SESSION: ReadonlySet<string> = new Set(["AGENT_NOT_FOUND", "DOOR_UNAVAILABLE"]);

function parseUntil(flags: FlagValues): "delivered" | "read" | undefined {
	const until = flags.text("until");
	if (until === undefined && flags.isSet("timeout")) throw usage(sendCommand, "--timeout goes with --until");
	if (until === undefined || until === "delivered" || until === "read") return until;
	throw new BusError("USAGE", `Cannot use --until "${until}": wanted is delivered or read`, {
		hint: "waitbus send reviewer 'hello' --until read",
	});
}

async function waitUntil(
	bus: BusClient,
	{ event: { event_id: message } }: Sent,
	{ until, timeoutMs }: { readonly until: string; readonly timeoutMs: number | undefined },
): Promise<number> {
	const good = until === "read" ? ["receipt=read"] : ["receipt=read", "receipt=delivered"];
	const receipt = await bus.waitFor(
		{
			source: "agent",
			eventType: "agent_receipt",
			match: [`message=${message}`, ...good, "receipt=expired"],
			since: message,
		},
		timeoutMs === undefined ? {} : { timeoutMs },
	);
	return receipt.fields["receipt"] === "expired" ? EXIT_CODES.verdictFailure : EXIT_CODES.done;
}
