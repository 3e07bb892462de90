/**
 * Claude Code: the inbox of a session, a socket that its hooks are told of. The vendor documents the socket and the line
 * that authenticates, not the line that carries a message: seen working with 2.1.236 to 2.1.331.
 */
import { randomUUID } from "node:crypto";
import { lstatSync } from "node:fs";
import { connect, type Socket } from "node:net";
import type { Door } from "../../protocol/agent-messages.js";
import { type DoorAdapters, type DoorNotice, type DoorWorld, doorUnavailable } from "../doors.js";

const INBOX = "the inbox of the session";

export const doors: DoorAdapters = [
	{ door: "claude_inbox", takesWhileWorking: false, takesContext: false, write: writeToInbox },
];

/** `written`: the session holds, refuses or drops messages without a word to whoever sends them. */
async function writeToInbox(
	{ socket: path = "", token }: Door,
	notice: DoorNotice,
	world: DoorWorld,
): Promise<"written"> {
	requireOwnSocket(path);
	const socket = await open(path, world.signal);
	try {
		if (!world.isOurs(socket)) throw doorUnavailable(INBOX, "its process belongs to another user");
		const lines = [...(token === undefined ? [] : [{ type: "auth", token }]), toMessage(notice)];
		await send(socket, lines.map((line) => `${JSON.stringify(line)}\n`).join(""), world.signal);
		return "written";
	} finally {
		socket.destroy();
	}
}

function toMessage({ text }: DoorNotice): object {
	return {
		type: "user",
		msgV: 1,
		msg_id: randomUUID(),
		from: "waitbus",
		priority: "next",
		message: { role: "user", content: text },
	};
}

// Before anything is said: the text, and the token even more, are for the session alone.
function requireOwnSocket(path: string): void {
	const entry = path.startsWith("/") ? lstatSync(path, { throwIfNoEntry: false }) : undefined;
	if (entry === undefined) throw doorUnavailable(INBOX, "its socket is gone");
	if (!entry.isSocket()) throw doorUnavailable(INBOX, "what is in its place is no socket");
	if (entry.uid !== process.getuid?.()) throw doorUnavailable(INBOX, "its socket belongs to another user");
}

function open(path: string, signal: AbortSignal): Promise<Socket> {
	return new Promise((resolve, reject) => {
		signal.throwIfAborted();
		const socket = connect(path);
		const fail = (why: string) => {
			socket.destroy();
			reject(doorUnavailable(INBOX, why));
		};
		const onAbort = () => fail("it does not answer");
		signal.addEventListener("abort", onAbort, { once: true });
		socket.once("error", ({ message }) => fail(message));
		socket.once("connect", () => {
			signal.removeEventListener("abort", onAbort);
			resolve(socket);
		});
	});
}

// What an error takes to come back once everything has been handed to the system.
const LINGER_MS = 200;

/** Resolves when the session's process has taken all of it, or at least the system has and no error came back. */
function send(socket: Socket, text: string, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const fail = (why: string) => reject(doorUnavailable(INBOX, why));
		signal.addEventListener("abort", () => fail("it does not answer"), { once: true });
		socket.removeAllListeners("error");
		socket.on("error", ({ message }) => fail(message));
		socket.on("close", () => fail("it was closed before the notice was taken"));
		socket.resume();
		socket.end(text, () => {
			socket.on("end", resolve);
			setTimeout(resolve, LINGER_MS);
		});
	});
}
