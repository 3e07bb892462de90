/** Passes lines on to all who want them; with a database as second parameter, each is committed to it before. */
import { createServer, type Socket } from "node:net";
import { openDatabase } from "../../src/store/driver.js";
import { createLineReader } from "../couriers/lines.js";
import { answerCommands } from "./answer-commands.js";

const [socketPath = "", databasePath] = process.argv.slice(2);
const commit = databasePath === undefined ? () => undefined : await openCommit(databasePath);
const receivers = new Set<Socket>();

const server = createServer((socket) => {
	socket.on("close", () => receivers.delete(socket));
	const read = createLineReader((line) => {
		if (line === "receive") {
			receivers.add(socket);
			socket.write("ready\n");
			return;
		}
		commit(line);
		for (const receiver of receivers) receiver.write(`${line}\n`);
	});
	socket.on("data", (chunk) => read(chunk.toString("latin1")));
});
server.listen({ path: socketPath, backlog: 1_024 }, () => answerCommands({}));

async function openCommit(path: string): Promise<(line: string) => void> {
	const database = await openDatabase(path, 0);
	for (const setting of ["journal_mode = WAL", "synchronous = NORMAL"]) database.exec(`PRAGMA ${setting}`);
	database.exec("CREATE TABLE log (seq INTEGER PRIMARY KEY, text TEXT NOT NULL)");
	const insert = database.prepare("INSERT INTO log (text) VALUES (?)");
	return (line) => {
		// The statement alone would not keep its database open.
		if (database.isOpen) insert.run(line);
	};
}
