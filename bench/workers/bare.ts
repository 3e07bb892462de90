/** What a process in Node costs that has a socket and an open database, as any such daemon does, and does nothing. */
import { createServer } from "node:net";
import { openDatabase } from "../../src/store/driver.js";

const [socketPath = "", databasePath = ""] = process.argv.slice(2);
const database = await openDatabase(databasePath, 0);
database.exec("PRAGMA journal_mode = WAL");
database.exec("CREATE TABLE log (seq INTEGER PRIMARY KEY, text TEXT NOT NULL)");
createServer().listen(socketPath, () => process.stdout.write("ready\n"));
