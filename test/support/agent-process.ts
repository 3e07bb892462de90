/** An agent that is a process of its own, so that it can be killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { TestContext } from "node:test";

const SDK = fileURLToPath(new URL("../../../dist/esm/index.js", import.meta.url));

const PROGRAM = `
const { connect } = await import(process.argv[1]);
const bus = connect();
const me = await bus.agents.register(JSON.parse(process.argv[2]));
for (const resource of process.argv.slice(3)) await bus.leases.claim(resource);
process.stdout.write("ready\\n");
process.stdin.once("data", async () => { await me.leave(); await bus.close(); });
`;

export interface AgentProcess {
	readonly pid: number;
	kill(signal: NodeJS.Signals): void;
	/** Says goodbye, and ends. */
	leave(): Promise<void>;
}

/** Resolves when it has registered, and holds the resources. It starts no daemon when the one of the test has ended. */
export async function startAgent(
	t: Pick<TestContext, "after">,
	env: NodeJS.ProcessEnv,
	{ name, claims = [] }: { readonly name: string; readonly claims?: readonly string[] },
): Promise<AgentProcess> {
	const introduction = JSON.stringify({ name, vendor: "test" });
	const child: ChildProcess = spawn(
		process.execPath,
		["--input-type=module", "--eval", PROGRAM, SDK, introduction, ...claims],
		{ env: { ...env, WAITBUS_AUTOSTART: "0" }, stdio: ["pipe", "pipe", "inherit"] },
	);
	t.after(() => void child.kill("SIGKILL"));
	const ended = once(child, "exit").then(() => {
		throw new Error(`agent ${name} ended before it was ready`);
	});
	if (child.stdout === null) throw new TypeError("no standard output");
	await Promise.race([once(child.stdout, "data"), ended]);
	ended.catch(() => undefined);
	return {
		pid: child.pid ?? 0,
		kill: (signal) => void child.kill(signal),
		leave: async () => {
			const exit = once(child, "exit");
			child.stdin?.end("leave\n");
			await exit;
		},
	};
}
