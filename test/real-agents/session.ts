/** A coding agent at work: its real command line, in front of a model that is scripted. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { type CliProcess, runCli, startCli } from "../support/run-cli.js";
import type { AgentCli } from "./agent-cli.js";
import { type ModelStandIn, startModel, type Step } from "./model-stand-in.js";
import type { Place } from "./place.js";

export interface Session {
	readonly process: CliProcess;
	/** What the promise gives; rejects when the agent ends before. */
	readonly before: <Value>(promise: Promise<Value>) => Promise<Value>;
}

export interface SetUpAgent {
	readonly model: ModelStandIn;
	/** Starts one turn, with these words besides; it does not outlive the test. */
	readonly startTurn: (words?: readonly string[]) => Session;
	/** Starts one turn, of a session that is still there when it ends if the agent can do that. */
	readonly startToStay: () => Session;
}

const PROMPT = "go on";

interface Part {
	readonly cli: AgentCli;
	/** What its model does. */
	readonly script: readonly Step[];
}

/** An agent that knows nothing of waitbus yet. */
export async function setUpAgent(t: TestContext, place: Place, { cli, script }: Part): Promise<SetUpAgent> {
	const model = await startModel(t, cli.dialect, script);
	cli.setUp(place, model.url);
	const call = { cli, modelUrl: model.url };
	return {
		model,
		startTurn: (words = []) => startTurn(t, place, { ...call, words: [...cli.turn(PROMPT), ...words] }),
		startToStay() {
			if (cli.stay === undefined) return startTurn(t, place, { ...call, words: cli.turn(PROMPT) });
			return startTurn(t, place, { ...call, ...cli.stay(PROMPT), isOpen: true });
		},
	};
}

/** Starts one turn of an agent that is connected. */
export async function startConnected(
	t: TestContext,
	place: Place,
	part: Part,
): Promise<SetUpAgent & Session> {
	const agent = await setUpAgent(t, place, part);
	await connect(place, part.cli);
	return { ...agent, ...agent.startTurn() };
}

/** As its user would connect it. */
export async function connect(place: Place, { vendor }: AgentCli): Promise<void> {
	await runWaitbus(place, ["connect", vendor, "--yes"]);
}

export async function runWaitbus({ project, env }: Place, words: readonly string[]): Promise<void> {
	const { code, stderr } = await runCli(words, { program: ["waitbus"], cwd: project, env });
	assert.equal(code, 0, stderr);
}

interface Call {
	readonly cli: AgentCli;
	readonly modelUrl: string;
	readonly words: readonly string[];
	readonly input?: string;
	readonly isOpen?: boolean;
}

function startTurn(t: TestContext, place: Place, { cli, modelUrl, words, ...input }: Call): Session {
	const [file, ...first] = cli.program;
	const process = startCli([...first, ...words], {
		...input,
		program: [file],
		cwd: place.project,
		env: { ...place.env, ...cli.env(place, modelUrl) },
	});
	t.after(() => process.kill());
	const ended = process.result.then(({ code, stdout, stderr }) => {
		throw new Error(`${cli.vendor} ended with ${code}: ${stdout}${stderr}`);
	});
	ended.catch(() => undefined);
	return { process, before: async (promise) => await Promise.race([promise, ended]) };
}
