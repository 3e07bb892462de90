/** Passes lines on to all who want them; with a database, each is committed to it before. */
import { createServer, type Socket } from "node:net";
import { openDatabase } from "../../src/store/driver.js";
import { createLineReader } from "../couriers/lines.js";

/** @param stored What the database gets, where that is more. @default the line */
export type PassOn = (line: string, stored?: string) => void;

/** Resolves when it listens, with what passes a line on that came another way. */
export async function openLineRelay(socketPath: string, databasePath: string | undefined): Promise<PassOn> {
	const commit = databasePath === undefined ? () => undefined : await openCommit(databasePath);
	const receivers = new Set<Socket>();
	const passOn: PassOn = (line, stored = line) => {
		commit(stored);
		for (const receiver of receivers) receiver.write(`${line}\n`);
	};
	const server = createServer((socket) => {
		socket.on("close", () => receivers.delete(socket));
		const read = createLineReader((line) => {
			if (line !== "receive") return passOn(line);
			receivers.add(socket);
			socket.write("ready\n");
		});
		socket.on("data", (chunk) => read(chunk.toString("latin1")));
	});
	await new Promise<void>((resolve) => server.listen({ path: socketPath, backlog: 1_024 }, resolve));
	return passOn;
}

async function openCommit(path: string): Promise<(text: string) => void> {
	const database = await openDatabase(path, 0);
	for (const setting of ["journal_mode = WAL", "synchronous = NORMAL"]) database.exec(`PRAGMA ${setting}`);
	database.exec("CREATE TABLE log (seq INTEGER PRIMARY KEY, text TEXT NOT NULL)");
	const insert = database.prepare("INSERT INTO log (text) VALUES (?)");
	return (text) => {
		// The statement alone would not keep its database open.
		if (database.isOpen) insert.run(text);
	};
}
