/** Passes lines on that come over its socket; parameters are the socket and, if it shall commit, the database. */
import { answerCommands } from "./answer-commands.js";
import { openLineRelay } from "./line-relay.js";

const [socketPath = "", databasePath] = process.argv.slice(2);
await openLineRelay(socketPath, databasePath);
answerCommands({});
