/** Runs one verb: parses its flags, shows its help, and turns errors into lines and exit codes. */
import { BusError, EXIT_CODES } from "../errors.js";
import type { Command, Run } from "./command.js";
import { parseArguments } from "./parse-arguments.js";
import { createTerminal, OutputClosed, type Terminal } from "./terminal.js";

// What the shell reports for a program that SIGPIPE ended.
const OUTPUT_CLOSED = 128 + 13;

export async function execute(command: Command, run: Run, argv: readonly string[]): Promise<number> {
	const terminal = createTerminal();
	try {
		const parsed = parseArguments(command, argv);
		if (parsed.wantsHelp) {
			const { formatHelp } = await import("./help.js");
			terminal.print(formatHelp(command));
			return EXIT_CODES.done;
		}
		return await run({ ...parsed, terminal, env: process.env });
	} catch (error) {
		if (error instanceof OutputClosed) return OUTPUT_CLOSED;
		return report(error, { terminal, isJson: isJsonWanted(argv) });
	}
}

// What follows `--` belongs to another program.
function isJsonWanted(argv: readonly string[]): boolean {
	const end = argv.indexOf("--");
	return (end === -1 ? argv : argv.slice(0, end)).includes("--json");
}

interface ReportOptions {
	readonly terminal: Terminal;
	readonly isJson: boolean;
}

/** One line that says what is wrong, one that says what to do. */
export function report(error: unknown, { terminal, isJson }: ReportOptions): number {
	if (!(error instanceof BusError)) {
		const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
		for (const line of `waitbus: a defect in waitbus itself\n${stack}`.split("\n")) terminal.tell(line);
		return EXIT_CODES.busFailed;
	}
	const { code, message, hint = null } = error;
	if (isJson) terminal.print(JSON.stringify({ error: { code, message, hint } }));
	terminal.tell(`waitbus: ${message} [${code}]`);
	if (hint !== null) terminal.tell(`  hint: ${hint}`);
	return error.exitCode;
}
