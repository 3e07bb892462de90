/** Ends of connections that lose no last words, whatever the client does. */
import type { Socket } from "node:net";
import type { Clock } from "../platform/clock.js";

// How long a client may take to hang up once it has been told everything.
const LINGER_MS = 250;

/** Ends a connection on which there is nothing left to say. */
export function letGo(socket: Socket, clock: Clock): void {
	if (socket.destroyed) return;
	// Bytes that nobody reads would turn the end into a reset, and the last words would be lost.
	socket.removeAllListeners("data");
	socket.resume();
	socket.end();
	void closed(socket, clock).then(() => socket.destroy());
}

/** Resolves when the client has hung up as well, or had the time to after it took everything. */
export function closed(socket: Socket, clock: Clock): Promise<void> {
	return new Promise((resolve) => {
		if (socket.destroyed) return resolve();
		const linger = (): void => {
			const timer = clock.setTimer(LINGER_MS, resolve);
			socket.once("close", () => timer.cancel());
		};
		socket.once("close", () => resolve());
		if (socket.writableFinished) linger();
		else socket.once("finish", linger);
	});
}
