/** `waitbus respond`: the answer to a message. */
import { BusError, EXIT_CODES } from "../errors.js";
import { encodeEvent } from "../event/encode-event.js";
import { createClient } from "./bus-flags.js";
import type { Invocation } from "./command.js";
import { bodyOf, toSendOptions } from "./mail-flags.js";
import { usage } from "./parse-arguments.js";
import { respondCommand } from "./respond-command.js";

export async function runRespond(invocation: Invocation): Promise<number> {
	const { flags, terminal } = invocation;
	const [id, text] = invocation.arguments;
	if (id === undefined || text === undefined)
		throw usage(respondCommand, "the id of a message and the text are wanted");
	const from = flags.text("from");
	const bus = createClient(invocation);
	try {
		const { event: message } = await bus.get(id);
		if (message.event_type !== "agent_message") {
			throw new BusError("MESSAGE_INVALID", `Cannot answer "${id}": it is no message`, {
				hint: "waitbus inbox shows the ids of messages",
			});
		}
		const options = toSendOptions(flags);
		const sent = await bus.respond(
			message,
			bodyOf(text),
			from === undefined ? options : { ...options, from },
		);
		terminal.print(flags.isSet("json") ? encodeEvent(sent.event) : sent.event.event_id);
		if (sent.outcome === "repeated")
			terminal.tell("waitbus: this was sent a moment ago, and is not sent again");
		return EXIT_CODES.done;
	} finally {
		await bus.close();
	}
}
