/** `waitbus join`: a command that is an agent of the bus for as long as it runs. */
import { BusError } from "../errors.js";
import { withoutAbsent } from "../event/without-absent.js";
import { createClient } from "./bus-flags.js";
import { Child } from "./child-process.js";
import type { Invocation } from "./command.js";
import { joinCommand } from "./join-command.js";
import { usage } from "./parse-arguments.js";
import { SignalForwarding } from "./run/forward-signals.js";

export async function runJoin(invocation: Invocation): Promise<number> {
	const { flags, program = [], terminal, env } = invocation;
	const [name] = invocation.arguments;
	if (name === undefined) throw usage(joinCommand, "the name of the agent is wanted, such as reviewer");
	const bus = createClient(invocation);
	const signals = new SignalForwarding();
	try {
		const [vendor, session] = [flags.text("vendor"), flags.text("session")];
		const me = await bus.agents.register({ name, cwd: process.cwd(), ...withoutAbsent({ vendor, session }) });
		const child = await Child.start(program, { env, stdio: "inherit", hasOwnGroup: false });
		signals.startFor(child);
		me.lost.catch((error: unknown) => {
			if (error instanceof BusError && child.isRunning)
				terminal.tell(`waitbus: ${name} is on the bus no more: ${error.message}`);
		});
		const { exitCode } = await child.ended;
		if (exitCode === 0) await me.leave();
		return exitCode;
	} finally {
		signals.close();
		// Without a goodbye this is a death.
		await bus.close();
	}
}
