/** The `waitbus` command. A hot verb is a bundle of its own, which holds nothing that it does not need. */

const [verb, ...argv] = process.argv.slice(2);

// Not process.exitCode: sockets and timers that are still open shall not hold the process.
void run().then((exitCode) => process.exit(exitCode));

async function run(): Promise<number> {
	if (verb === "emit") return await (await import("./cli/hot/emit.js")).start(argv);
	if (verb === "wait") return await (await import("./cli/hot/wait.js")).start(argv);
	if (verb === "run") return await (await import("./cli/hot/run.js")).start(argv);
	if (isHook()) return await (await import("./cli/hook.js")).runHook(argv);
	return await (await import("./cli/main.js")).runVerb(verb, argv);
}

/** Not as other verbs: no error of it may reach the agent that runs it. */
function isHook(): boolean {
	return verb === "hook" && argv[0] !== "--help" && argv[0] !== "-h";
}
