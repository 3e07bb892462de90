/** Passes on what is posted to it, as one line; parameters as those of relay.ts. It trusts whoever posts. */
import { createServer, type IncomingMessage } from "node:http";
import { draftOf } from "../couriers/courier.js";
import { answerCommands } from "./answer-commands.js";
import { openLineRelay } from "./line-relay.js";

const RUN_NUMBER = '"run_number":';

const [socketPath = "", databasePath] = process.argv.slice(2);
const passOn = await openLineRelay(socketPath, databasePath);
const server = createServer((request, response) => {
	void readText(request).then((text) => {
		passOn(toLine(text), text);
		response.writeHead(200, { "content-type": "application/json" }).end('{"status":"accepted"}\n');
	});
});
server.listen(0, "127.0.0.1", () => answerCommands({ port: () => [portOf(server.address())] }));

async function readText(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString("utf8");
}

/** What an event says of it, as the courier's message does. */
function toLine(text: string): string {
	const number = Number.parseInt(text.slice(text.lastIndexOf(RUN_NUMBER) + RUN_NUMBER.length), 10);
	return JSON.stringify(draftOf(number - 1));
}

function portOf(address: ReturnType<typeof server.address>): number {
	return typeof address === "object" && address !== null ? address.port : 0;
}
