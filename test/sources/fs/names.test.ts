import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { parseDraft } from "../../../src/event/draft.js";
import { startFs } from "./fs-harness.js";

test("any name is told of as it is: new lines, control characters, quotes, other scripts", async (t) => {
	const fs = await startFs(t);
	const names = ["a\nb", "\u001b[31mred", "\u0001\u007f", `"'\\`, "ä ö.txt", "日本", "🙂", "  ", "-rf", "*"];

	for (const name of names) writeFileSync(`${fs.root}/${name}`, "");
	const events = await fs.takeEvents();

	const finished = events.filter(({ fields }) => fields?.["status"] === "completed");
	assert.deepEqual(
		finished.map(({ fields }) => fields?.["path"]),
		names.map((name) => `${fs.root}/${name}`),
	);
	const summaries = finished.map((event) => parseDraft(event).summary);
	assert.deepEqual(
		summaries.filter((summary) => /\p{Cc}/u.test(summary)),
		[],
	);
});

test("a name that is not UTF-8 is told of, with its bytes", async (t) => {
	const fs = await startFs(t);
	const directory = Buffer.concat([Buffer.from(`${fs.root}/d`), Buffer.from([0xff])]);
	const path = Buffer.concat([directory, Buffer.from("/f"), Buffer.from([0xe4, 0xc3])]);

	mkdirSync(directory);
	writeFileSync(path, "x");
	const events = await fs.takeEvents();

	const { fields } = events.at(-1) ?? {};
	assert.equal(fields?.["action"], "close_write");
	assert.equal(fields["path"], `${fs.root}/d\ufffd/f\ufffd\ufffd`);
	assert.equal(fields["size"], 1);
	assert.equal(fields["path_base64"], path.toString("base64"));
});

test("a path that is waited for may have any name", async (t) => {
	const fs = await startFs(t, { paths: ["other"] });

	fs.await(`${fs.root}/Grüße\n/日本`);
	mkdirSync(`${fs.root}/Grüße\n`);
	writeFileSync(`${fs.root}/Grüße\n/日本`, "");

	assert.deepEqual(await fs.takeNews(), ["create Grüße\n/日本 (unfinished)", "close_write Grüße\n/日本"]);
});

test("a name as long as a name can be is told of", async (t) => {
	const fs = await startFs(t);
	const name = "n".repeat(255);

	writeFileSync(`${fs.root}/${name}`, "");

	assert.deepEqual(await fs.takeNews(), [`create ${name} (unfinished)`, `close_write ${name}`]);
});
