/** A program whose standard input and output are ours, as a vendor has it. */
import { spawn } from "node:child_process";

export interface StartedCommand {
	readonly ended: Promise<{ readonly code: number | string; readonly stderr: string }>;
	write(text: string): void;
	end(): void;
	kill(): void;
	/** Called with each line that it prints. */
	onLine(listen: (line: string) => void): void;
}

const MAX_STDERR_LENGTH = 10_000;

export function startCommand(
	[file = "", ...args]: readonly string[],
	env: NodeJS.ProcessEnv = process.env,
): StartedCommand {
	const child = spawn(file, args, { env, stdio: ["pipe", "pipe", "pipe"] });
	// It may well not read what it is given.
	child.stdin.on("error", () => undefined);
	let stderr = "";
	child.stderr.setEncoding("utf8").on("data", (text: string) => {
		stderr = (stderr + text).slice(0, MAX_STDERR_LENGTH);
	});
	child.stdout.setEncoding("utf8");
	const ended = new Promise<{ readonly code: number | string; readonly stderr: string }>((resolve) => {
		child.on("error", (error) => resolve({ code: error.message, stderr }));
		child.on("close", (code, signal) => resolve({ code: code ?? signal ?? "nothing", stderr }));
	});
	return {
		ended,
		write: (text) => void child.stdin.write(text),
		end: () => void child.stdin.end(),
		kill: () => void child.kill("SIGKILL"),
		onLine: (listen) => {
			let rest = "";
			child.stdout.on("data", (text: string) => {
				const lines = (rest + text).split("\n");
				rest = lines.pop() ?? "";
				for (const line of lines) listen(line);
			});
		},
	};
}
