/** npm, as the user has it set up: registries, credentials and proxies are its business. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { BusError } from "../errors.js";
import { toPrintable } from "../event/printable.js";
import { describeSystemError } from "../platform/system-error.js";

const QUIET = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error", "--ignore-scripts"];

/**
 * Gives what it printed. It never runs a script of a package.
 * @throws BusError PLUGIN_NOT_INSTALLED with what npm complained of
 */
export async function runNpm(words: readonly string[], cwd: string): Promise<string> {
	const child = spawn("npm", [...words, ...QUIET], { cwd, stdio: ["ignore", "pipe", "pipe"] });
	try {
		const [printed, complaint] = await Promise.all([
			text(child.stdout),
			text(child.stderr),
			once(child, "close"),
		]);
		if (child.exitCode === 0) return printed;
		throw failure(words, firstComplaint(complaint));
	} catch (cause) {
		if (cause instanceof BusError) throw cause;
		throw failure(words, describeSystemError(cause));
	}
}

// npm says the code, the reason, and then where its log is.
function firstComplaint(stderr: string): string {
	const lines = stderr
		.split("\n")
		.map((line) => toPrintable(line).replace(/^npm (error|ERR!) ?/, ""))
		.filter((line) => line !== "" && !/^(code|errno|syscall|path) /.test(line));
	return lines[0] ?? "it said nothing";
}

function failure([verb]: readonly string[], why: string): BusError {
	return new BusError("PLUGIN_NOT_INSTALLED", `Cannot run npm ${verb}: ${why}`, {
		hint: "Check the name of the package, and that npm is on the PATH and reaches its registry",
	});
}
