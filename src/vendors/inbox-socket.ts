/** The inbox of a session as some vendors have it: a socket of this user's that takes lines of JSON. */
import { lstatSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { type DoorWorld, doorUnavailable } from "./doors.js";

const INBOX = "the inbox of the session";

// What an error takes to come back once everything has been handed to the system.
const LINGER_MS = 200;

/**
 * Resolves when the session's process has taken all of it, or at least the system has and no error came back.
 * @throws BusError DOOR_UNAVAILABLE
 */
export async function writeLines(path: string, lines: readonly object[], world: DoorWorld): Promise<void> {
	requireOwnSocket(path);
	const socket = await open(path, world.signal);
	try {
		if (!world.isOurs(socket)) throw doorUnavailable(INBOX, "its process belongs to another user");
		await send(socket, lines.map((line) => `${JSON.stringify(line)}\n`).join(""), world.signal);
	} finally {
		socket.destroy();
	}
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
