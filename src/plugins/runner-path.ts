/** Where the program is that runs in a plugin's process: beside the `waitbus` command. */
import { dirname, resolve } from "node:path";

export function findRunner(): string {
	return resolve(__WAITBUS_DIRECTORY__, dirname(__WAITBUS_BIN__), "plugin-runner.js");
}
