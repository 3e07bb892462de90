/** The same files, told of by inotifywait on a pipe. The address is the directory. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Courier } from "./courier.js";
import { openFileSender, parseFileName } from "./file.js";

export const inotifywait: Courier = {
	openSender: (directory) => Promise.resolve(openFileSender(directory)),

	async openReceiver(directory, onIndex) {
		const watching = ["--monitor", "--recursive", "--event", "close_write", "--event", "moved_to"];
		const command = ["inotifywait", ...watching, "--format", "%f", directory];
		// A receiver is killed, and what it has started goes with it.
		const child = spawn("setpriv", ["--pdeathsig", "KILL", "--", ...command], {
			stdio: ["ignore", "pipe", "pipe"],
		});
		createInterface(child.stdout).on("line", (name) => onIndex(parseFileName(name)));
		const told = createInterface(child.stderr);
		for await (const line of told) if (line.startsWith("Watches established")) return;
		await once(child, "exit");
		throw new Error("inotifywait ended before it watched anything");
	},
};
