/** Opens the store at the path as a user whom file modes bind, and prints what came of it. */
import { BusError } from "../../src/errors.js";
import { openDatabase } from "../../src/store/driver.js";
import { openStore } from "../../src/store/open-store.js";

const NOBODY = 65_534;
const [path = ""] = process.argv.slice(2);

// The code may lie in a folder that only root can read, so all of it is loaded first.
(await openDatabase(":memory:", 0)).close();
if (process.getuid?.() === 0) {
	process.setgid?.(NOBODY);
	process.setuid?.(NOBODY);
}
try {
	(await openStore(path, { durability: "normal" })).close();
	console.log(JSON.stringify({ code: "opened" }));
} catch (error) {
	if (!(error instanceof BusError)) throw error;
	console.log(JSON.stringify({ code: error.code, message: error.message, hint: error.hint }));
}
