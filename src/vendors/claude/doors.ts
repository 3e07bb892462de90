/**
 * Claude Code: the inbox of a session, a socket that its hooks are told of. The vendor documents the socket and the line
 * that authenticates, not the line that carries a message: seen working with 2.1.331.
 */
import { randomUUID } from "node:crypto";
import type { Door } from "../../protocol/agent-messages.js";
import type { DoorAdapters, DoorNotice, DoorWorld } from "../doors.js";
import { writeLines } from "../inbox-socket.js";

export const doors: DoorAdapters = [
	{ door: "claude_inbox", takesWhileWorking: false, takesContext: false, write: writeToInbox },
];

/** `written`: the session holds, refuses or drops messages without a word to whoever sends them. */
async function writeToInbox(
	{ socket = "", token }: Door,
	{ text }: DoorNotice,
	world: DoorWorld,
): Promise<"written"> {
	const message = {
		type: "user",
		msgV: 1,
		msg_id: randomUUID(),
		from: "waitbus",
		priority: "next",
		message: { role: "user", content: text },
	};
	await writeLines(socket, [...(token === undefined ? [] : [{ type: "auth", token }]), message], world);
	return "written";
}
