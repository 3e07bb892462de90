/** Gives its memory back 50 times while it serves a client, and reports what that did. */

import { readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { once } from "node:events";
import { openLibc } from "../../src/platform/libc.js";
import { createMemoryReturn } from "../../src/platform/memory.js";

const CALLS = 50;
const [socketPath = ""] = process.argv.slice(2);
const memory = createMemoryReturn(await openLibc(), process.platform);

const server = createServer((peer) => peer.pipe(peer)).listen(socketPath);
await once(server, "listening");
const client = connect(socketPath).setEncoding("utf8");

growHeap();
await memory.giveBack();
growHeap();
const before = measure();

let echoed = "";
client.on("data", (text: string) => {
	echoed += text;
});
let sent = "";
for (let call = 0; call < CALLS; call += 1) {
	const text = `${JSON.stringify({ call, text: "x".repeat(call * 100) })}\n`;
	sent += text;
	client.write(text);
	await memory.giveBack();
}
while (echoed.length < sent.length) await once(client, "data");

const after = measure();
client.destroy();
server.close();
console.log(JSON.stringify({ before, after, isIntact: echoed === sent }));

function growHeap(): void {
	let objects: unknown[] = [];
	for (let round = 0; round < 10; round += 1) {
		objects = Array.from({ length: 50_000 }, (_, index) => ({ index, text: `text ${index}`, list: [round] }));
	}
	if (objects.length === 0) throw new Error("nothing was made");
}

function measure(): { residentKib: number; executableKib: number } {
	const smaps = readFileSync("/proc/self/smaps", "latin1").split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
	const executable = smaps.filter((entry) => entry.includes(` ${process.execPath}\n`));
	return { residentKib: sumResident(smaps), executableKib: sumResident(executable) };
}

function sumResident(entries: readonly string[]): number {
	return entries.reduce((sum, entry) => sum + Number(/^Rss: +(\d+)/m.exec(entry)?.[1] ?? 0), 0);
}
