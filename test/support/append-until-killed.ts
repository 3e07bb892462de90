/** Appends batch after batch to the store at the path, and prints the head after each commit. */
import { writeSync } from "node:fs";
import { openStore } from "../../src/store/open-store.js";
import { eventRows } from "../store/event-rows.js";

const BATCH_ROWS = 50;
const [path = "", durability] = process.argv.slice(2);

const store = await openStore(path, { durability: durability === "full" ? "full" : "normal" });
for (let n = (store.head()?.seq ?? 0) + 1; ; n += BATCH_ROWS) {
	store.append(eventRows(n, n + BATCH_ROWS - 1, () => ({ text: "x".repeat(400) })));
	writeSync(process.stdout.fd, `${store.head()?.seq}\n`);
}
