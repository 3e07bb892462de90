import { JSON_FLAG, NO_START_FLAG } from "./bus-flags.js";
import type { Command } from "./command.js";

export const DEFAULT_EVENTS = "*";

export const forwardCommand: Command = {
	name: "forward",
	summary: "have GitHub's webhooks of a repository come to this machine",
	usage: "forward OWNER/REPO [--events LIST]",
	details: [
		"Runs `gh webhook forward` and keeps it running: GitHub then posts here what it would post to a webhook, without an address that the world can reach. Needs gh with its extension (gh extension install cli/gh-webhook) and the right to administer the repository. It goes on until Ctrl-C.",
		"While nothing is forwarded, the repository is polled: before the first connection, while gh starts again (after a second, then ever later, up to five minutes), and when GitHub refuses, such as when somebody else forwards the same repository, which GitHub allows one at a time. The poll hears runs, jobs, checks and pull requests. A change that both tell is one event.",
		"gh takes the secret of a webhook as an argument only, where other users of the machine can read it. So it gets one of its own, which is valid while this runs, and for an hour at most when it is killed. The secret that you have set stays in its file.",
	],
	flags: [
		{
			name: "events",
			value: "LIST",
			example: "workflow_run,workflow_job",
			summary: "GitHub's names of the events to forward. Default: * (all of them)",
		},
		{ ...JSON_FLAG, summary: "Print each change of its state as JSON, one object per line" },
		NO_START_FLAG,
	],
	examples: [
		{ command: "waitbus forward owner/repo", tells: "In one terminal, or as a service" },
		{
			command: "waitbus wait --repo owner/repo --sha 4be1c0f",
			tells: "In another: woken the moment the run has ended",
		},
	],
	maxArguments: 1,
};
