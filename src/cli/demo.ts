/** `waitbus demo`: the main job in a few seconds, with real processes and a bus of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT_CODES } from "../errors.js";
import { formatDuration } from "../event/duration.js";
import { toPrintable } from "../event/printable.js";
import type { Invocation } from "./command.js";
import { Poller } from "./demo/poller.js";
import { type Check, closeStage, conclude, openStage, type Stage } from "./demo/stage.js";
import { Waiter, type WaiterResult } from "./demo/waiter.js";
import type { Terminal } from "./terminal.js";

const FAILING_TEST = `import assert from "node:assert";
import { test } from "node:test";
test("two and two make five", () => assert.equal(2 + 2, 5));
`;
const TIME_LIMIT = "3s";
// Long enough for the poller's next question.
const POLLER_MS = 1_200;

export async function runDemo({ terminal, env }: Invocation): Promise<number> {
	const stage = openStage(env);
	const poller = new Poller(stage.bus);
	try {
		return conclude(await play(stage, poller, terminal), terminal);
	} finally {
		poller.stop();
		await closeStage(stage);
	}
}

async function play(stage: Stage, poller: Poller, terminal: Terminal): Promise<readonly Check[]> {
	const { program, env } = stage;
	const startWait = (...args: readonly string[]): Waiter => new Waiter({ program, args, env });
	terminal.print("Three processes wait, on a bus of their own:");
	for (const line of [AGENT_TERMS, BOTH_TERMS, NOBODY_TERMS])
		terminal.print(`  waitbus wait ${line.join(" ")}`);
	const agent = startWait(...AGENT_TERMS);
	const both = startWait(...BOTH_TERMS);
	const nobody = startWait(...NOBODY_TERMS);
	const waiters = [agent, both, nobody];
	try {
		await Promise.all(waiters.map(({ armed }) => armed));
		terminal.print("\nA test file is run, and fails:   waitbus run --name tests -- node --test sum.test.mjs");
		const testExit = await runFailingTest(stage);
		terminal.print(
			"Another process reports failure: waitbus emit --source agent --event-type agent_failed --conclusion failure",
		);
		const emitExit = await start(stage, [
			"emit",
			"--source",
			"agent",
			"--event-type",
			"agent_failed",
			"--conclusion",
			"failure",
			"--summary",
			"agent refactor-7 failed: out of context",
		]);
		const [agentResult, bothResult] = await Promise.all([agent.result, both.result]);
		await new Promise((resolveLater) => setTimeout(resolveLater, POLLER_MS));
		terminal.print("");
		for (const line of [
			...wakeLines("first", agentResult, poller),
			...wakeLines("second", bothResult, poller),
		]) {
			terminal.print(line);
		}
		const nobodyResult = await nobody.result;
		terminal.print(
			`The third heard nothing and ended after ${TIME_LIMIT} with exit code ${nobodyResult.exitCode}, as it should.`,
		);
		terminal.print(`The poller asked ${poller.asked} times; the waiting processes slept.\n`);
		return [
			{ what: "the test file failed, and run kept its exit code 1", holds: testExit === 1 },
			{ what: "the emit was acknowledged", holds: emitExit === 0 },
			{
				what: "the first process was woken by the agent's failure, with exit code 0",
				holds: agentResult.exitCode === 0 && agentResult.event?.source === "agent",
			},
			{
				what: "the second process was woken once both sources had spoken, with exit code 0",
				holds: bothResult.exitCode === 0 && bothResult.event !== undefined,
			},
			{
				what: "the third process gave up with exit code 124",
				holds: nobodyResult.exitCode === EXIT_CODES.timeLimit,
			},
		];
	} finally {
		for (const waiter of waiters) waiter.end();
	}
}

// A step that does not happen shall end the demonstration, not hold it.
const AGENT_TERMS = ["--source", "agent", "--match", "conclusion=failure", "--timeout", "10s"];
const BOTH_TERMS = [
	"--all-of",
	"run:conclusion=failure",
	"--all-of",
	"agent:conclusion=failure",
	"--timeout",
	"10s",
];
const NOBODY_TERMS = ["--source", "nobody", "--timeout", TIME_LIMIT];

function runFailingTest(stage: Stage): Promise<number | null> {
	writeFileSync(join(stage.directory, "sum.test.mjs"), FAILING_TEST);
	return start(stage, ["run", "--name", "tests", "--", process.execPath, "--test", "sum.test.mjs"]);
}

/** Runs the `waitbus` command to its end and says its exit code. */
async function start({ program, env, directory }: Stage, args: readonly string[]): Promise<number | null> {
	const child = spawn(process.execPath, [program, ...args], { cwd: directory, env, stdio: "ignore" });
	const [exitCode] = (await once(child, "exit")) as [number | null];
	return exitCode;
}

function wakeLines(which: string, { event, printedAtMs }: WaiterResult, poller: Poller): readonly string[] {
	if (event === undefined || printedAtMs === undefined) return [`The ${which} was not woken.`];
	const delayMs = printedAtMs - Number(event.received_at) / 1e6;
	const pollerMs = poller.delayOf(event);
	const seen = pollerMs === undefined ? "more than a second" : formatDuration(pollerMs);
	return [
		`The ${which} was woken after ${formatDuration(delayMs)} by: ${toPrintable(event.summary)}`,
		`    a poller that asks every second saw it after ${seen}`,
	];
}
