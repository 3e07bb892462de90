import type { Command } from "./command.js";

export const serveCommand: Command = {
	name: "serve",
	summary: "run the daemon in the foreground; clients start one by themselves when none runs",
	usage: "serve",
	details: [
		"One daemon serves each state directory; a second one finds the first and exits 0. SIGTERM and Ctrl-C end it in good order. It takes over a listening socket from systemd (LISTEN_FDS) and reports to NOTIFY_SOCKET.",
	],
	flags: [
		{
			name: "background",
			summary:
				"Report readiness as one line of JSON on standard output and log to the log file; for clients that start a daemon",
		},
	],
	examples: [{ command: "waitbus serve", tells: "Run it here and see its log; Ctrl-C ends it" }],
};
