import assert from "node:assert/strict";
import { test } from "node:test";
import * as limits from "../../src/event/limits.js";
import { FIELD_KEYS_V1 } from "../../src/protocol/version1.js";
import { read } from "../repository/checkout.js";
import { startDaemon } from "../support/daemon-process.js";
import { RawClient } from "../support/raw-client.js";

const page = read("docs/protocol.md");
const messages = read("src/protocol/messages.ts");
const exchanges = [...page.matchAll(/^```hex\n(.*?)^```/gms)].map(([, text = ""]) => text.trim());

test("docs/protocol.md describes every request and every reply", () => {
	const ops = [...messages.matchAll(/op: "(\w+)"/g)].map(([, op = ""]) => op);

	assert.ok(ops.length >= 25);
	assert.deepEqual(
		ops.filter((op) => !new RegExp(`\`${op}\`|"op":"${op}"|^### (.*\\b)?${op}\\b`, "m").test(page)),
		[],
	);
});

test("docs/protocol.md names every key of them", () => {
	const keys = new Set([...messages.matchAll(/readonly (\w+)\??:/g)].map(([, key = ""]) => key));

	assert.ok(keys.size > 50);
	assert.deepEqual(
		[...keys].filter((key) => !page.includes(`\`${key}\``) && !page.includes(`"${key}":`)),
		[],
	);
});

test("docs/protocol.md states every limit", () => {
	const unstated = Object.entries(limits).filter(
		([, limit]) => !page.includes(limit.toLocaleString("en-US")),
	);

	assert.deepEqual(unstated, []);
});

test("docs/protocol.md shows the 23 fields of version 1 in their order", () => {
	const [, shown = ""] = /"kind":"subscribe_rejected"|^(\{"event_id":.*"kind":"event"\})$/m.exec(page) ?? [];

	assert.deepEqual(Object.keys((JSON.parse(shown) as { fields: object }).fields), [...FIELD_KEYS_V1]);
});

for (const [index, exchange] of exchanges.entries()) {
	test(`the bytes that docs/protocol.md shows are what is said (${index + 1} of ${exchanges.length})`, async (t) => {
		const { socketPath } = await startDaemon(t);
		const client = await RawClient.connect(socketPath);
		const frames = exchange.split("\n\n").map(parseFrame);

		for (const { isRequest, bytes } of frames) {
			assert.equal(bytes.readUInt32BE(0), bytes.length - 4, "the length is right");
			if (isRequest) client.write(bytes);
			else assert.equal(withoutIds((await client.readText()) ?? ""), withoutIds(bytes.toString("utf8", 4)));
		}
	});
}

test("docs/protocol.md shows an exchange of each version", () => {
	assert.equal(exchanges.length, 2);
});

interface ShownFrame {
	readonly isRequest: boolean;
	readonly bytes: Buffer;
}

/** Lines such as `> 0010  6f 70  op`: who says it, where in the frame, the bytes, and the same as text. */
function parseFrame(text: string): ShownFrame {
	const lines = text
		.split("\n")
		.map((line) => /^([<>]) [0-9a-f]{4} {2}((?:[0-9a-f]{2} ?){1,16}) +/.exec(line));
	const bytes = Buffer.from(lines.map((line) => line?.[2]?.replaceAll(" ", "") ?? "").join(""), "hex");
	return { isRequest: lines[0]?.[1] === ">", bytes };
}

function withoutIds(text: string): string {
	return text.replaceAll(/01[0-9A-Z]{24}/g, "ID");
}
