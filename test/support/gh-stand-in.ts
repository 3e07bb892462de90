/**
 * `gh` with its webhook extension, as a program that does what the test has planned for each of its runs.
 * As with the real one, the extension is a process of its own, which gh waits for and passes no signal on to.
 */
import { spawn } from "node:child_process";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";

const { GH_STAND_IN_PLAN: planPath = "", GH_STAND_IN_RUNS: runsPath = "" } = process.env;
const [role = "", ...args] = process.argv.slice(2);

/** What it writes before it ends, and with which exit code; without one it stays. */
const BEHAVIOURS: Readonly<Record<string, { readonly text: string; readonly exitCode?: number }>> = {
	forwards: { text: "Forwarding Webhook events from GitHub...\n" },
	hangs: { text: "" },
	ends: { text: "Error: unable to connect to webhooks server, forwarding stopped\n", exitCode: 1 },
	"is refused": {
		text: "Error: error creating webhook: HTTP 422: Validation Failed (https://api.github.com/repos/me/app/hooks)\nHook already exists on this repository\n",
		exitCode: 1,
	},
	"may not": {
		text: "Error: error creating webhook: HTTP 404: Not Found (https://api.github.com/repos/me/app/hooks)\n",
		exitCode: 1,
	},
	"lacks the extension": {
		text: 'unknown command "webhook" for "gh"\n\nUsage:  gh <command> <subcommand> [flags]\n',
		exitCode: 1,
	},
	"is old": { text: "Error: unknown flag: --secret\nUsage:\n  forward [flags]\n", exitCode: 1 },
	"is not logged in": {
		text: "To get started with GitHub CLI, please run:  gh auth login\n",
		exitCode: 4,
	},
};

if (role === "extension") runExtension();
else if (args[0] === "webhook") runGh();
// `gh auth token` without anybody who is logged in.
else process.exitCode = 1;

function runGh(): void {
	const extension = spawn(process.execPath, [process.argv[1] ?? "", "extension", ...args], {
		stdio: "inherit",
	});
	extension.once("exit", (code) => {
		process.exitCode = code ?? 1;
	});
}

function runExtension(): void {
	const [next = "hangs", ...later] = readFileSync(planPath, "utf8").split("\n");
	// The last one of the plan is kept.
	if (later.length > 0) writeFileSync(planPath, later.join("\n"));
	const { text, exitCode } = BEHAVIOURS[next] ?? { text: `no such behaviour: ${next}\n`, exitCode: 99 };
	process.on("SIGUSR2", () => process.stderr.write("Error forwarding event: connection refused\n"));
	appendFileSync(runsPath, `${JSON.stringify({ args, pid: process.pid, ghPid: process.ppid })}\n`);
	process.stderr.write(text);
	if (exitCode !== undefined) process.exitCode = exitCode;
	else setInterval(() => undefined, 2 ** 30);
}
