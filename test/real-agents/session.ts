/** A coding agent at work: its real command line, in front of a model that is scripted. */
import type { TestContext } from "node:test";
import { type CliProcess, startCli } from "../support/run-cli.js";
import type { AgentCli } from "./agent-cli.js";
import { type ModelStandIn, startModel, type Step } from "./model-stand-in.js";
import type { Place } from "./place.js";

export interface Session {
	readonly process: CliProcess;
	readonly model: ModelStandIn;
	/** What the promise gives; rejects when the agent ends before. */
	readonly before: <Value>(promise: Promise<Value>) => Promise<Value>;
}

/** Starts one turn of an agent that is connected to the bus; it does not outlive the test. */
export async function startTurn(
	t: TestContext,
	place: Place,
	{ cli, script }: { readonly cli: AgentCli; readonly script: readonly Step[] },
): Promise<Session> {
	const model = await startModel(t, cli.dialect, script);
	cli.setUp(place, model.url);
	cli.connect(place);
	const [file, ...first] = cli.program;
	const process = startCli([...first, ...cli.turn("go on")], {
		program: [file],
		cwd: place.project,
		env: { ...place.env, ...cli.env(place, model.url) },
	});
	t.after(() => process.kill());
	const ended = process.result.then(({ code, stdout, stderr }) => {
		throw new Error(`${cli.vendor} ended with ${code}: ${stdout}${stderr}`);
	});
	ended.catch(() => undefined);
	return { process, model, before: async (promise) => await Promise.race([promise, ended]) };
}
