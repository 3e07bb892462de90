/** `waitbus swarm-demo`: agents in processes of their own, one of which is killed. */
import { formatDuration } from "../event/duration.js";
import type { BusEvent } from "../event/event.js";
import { toPrintable } from "../event/printable.js";
import type { Invocation } from "./command.js";
import { AgentProcess } from "./demo/agent-process.js";
import { type Check, closeStage, conclude, openStage, type Stage } from "./demo/stage.js";
import { Waiter, wallMs } from "./demo/waiter.js";
import type { Terminal } from "./terminal.js";

// Each agent is `waitbus join NAME -- sh -c …`, and says with a line of its own how far it is.
const BUILDER = "waitbus claim ./src >/dev/null && echo holds && waitbus wait --to builder -q >/dev/null";
const REVIEWER =
	"waitbus claim ./src/parser.ts || echo refused $?; " +
	"waitbus claim ./src --wait --timeout 20s -- sh -c 'echo took over; waitbus send builder \"I finish the parser\" >/dev/null; sleep 600'";
const RETURNED = "waitbus inbox && echo read";

const STEP_MS = 20_000;

export async function runSwarmDemo({ terminal, env }: Invocation): Promise<number> {
	const stage = openStage(env);
	const agents: AgentProcess[] = [];
	const waiters: Waiter[] = [];
	try {
		return conclude(await play({ stage, agents, waiters }, terminal), terminal);
	} finally {
		for (const agent of agents) agent.kill();
		for (const waiter of waiters) waiter.end();
		await closeStage(stage);
	}
}

interface Cast {
	readonly stage: Stage;
	readonly agents: AgentProcess[];
	readonly waiters: Waiter[];
}

async function play(cast: Cast, terminal: Terminal): Promise<readonly Check[]> {
	const { stage } = cast;
	terminal.print("Two agents, each a process of its own, on a bus of their own:");
	const builder = join(cast, "builder", BUILDER);
	const holds = await builder.says(/holds/, STEP_MS);
	terminal.print("  builder joined and holds ./src            waitbus claim ./src");
	const reviewer = join(cast, "reviewer", REVIEWER);
	const isRefused = await reviewer.says(/refused 1/, STEP_MS);
	terminal.print(`  reviewer wants ./src/parser.ts: ${toPrintable(firstLine(reviewer.complaint))}`);
	const isQueued = await reviewer.complains(/waiting for/, STEP_MS);
	terminal.print("  so it stands in line                      waitbus claim ./src --wait");
	const listeners = await listen(cast);
	const killedAtMs = wallMs();
	builder.kill();
	terminal.print("\nbuilder is killed: kill -9. Nobody asks, and all hear it:");
	const heard = await Promise.all(listeners.map(({ result }) => result));
	for (const [index, { printedAtMs, event }] of heard.entries())
		terminal.print(`  listener ${index + 1} after ${lasted(killedAtMs, printedAtMs)}: ${summaryOf(event)}`);
	const hasTakenOver = await reviewer.says(/took over/, STEP_MS);
	terminal.print(
		`  reviewer has ./src ${lasted(killedAtMs, reviewer.lastSaidAtMs)} after the kill, and tells builder so`,
	);
	await stage.bus.waitFor({ to: "builder", since: "start" }, { timeoutMs: STEP_MS });
	const returned = join(cast, "builder", RETURNED);
	const isBack = await returned.says(/I finish the parser[^]*read/, STEP_MS);
	terminal.print("\nbuilder comes back and finds its mail          waitbus inbox");
	const { events } = await stage.bus.query({ source: "agent" }, { limit: 1_000 });
	terminal.print("\nWhat the bus said by itself:");
	for (const { event_type: type, summary } of events.filter(isOfTheBus))
		terminal.print(`  ${type.padEnd(16)}${toPrintable(summary)}`);
	terminal.print("");
	return [
		{ what: "builder claimed ./src", holds },
		{ what: "reviewer was refused a file under it, with exit code 1", holds: isRefused },
		{ what: "reviewer stood in line", holds: isQueued },
		{
			what: "every listener heard of the death, as a failure",
			holds: heard.every(({ event, exitCode }) => event?.event_type === "agent_lost" && exitCode === 1),
		},
		{ what: "reviewer took over what builder held", holds: hasTakenOver },
		{ what: "builder came back and read what it had missed", holds: isBack },
		{ what: "the claims had growing tokens", holds: isGrowing(tokensOf(events)) },
	];
}

function join({ stage, agents }: Cast, name: string, script: string): AgentProcess {
	const agent = new AgentProcess(stage, name, script);
	agents.push(agent);
	return agent;
}

async function listen({ stage: { program, env }, waiters }: Cast): Promise<readonly Waiter[]> {
	const args = ["--source", "agent", "--event-type", "agent_lost", "--timeout", "20s"];
	waiters.push(...[1, 2, 3].map(() => new Waiter({ program, env, args })));
	await Promise.all(waiters.map(({ armed }) => armed));
	return waiters;
}

function isOfTheBus({ event_type: type }: BusEvent): boolean {
	return type !== "agent_message" && type !== "agent_receipt";
}

function tokensOf(events: readonly BusEvent[]): readonly number[] {
	return events
		.filter(({ event_type: type }) => type === "lease_claimed")
		.map(({ fields }) => Number(fields["token"]));
}

function isGrowing(numbers: readonly number[]): boolean {
	return (
		numbers.length > 1 && numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0))
	);
}

function summaryOf(event: BusEvent | undefined): string {
	return event === undefined ? "nothing" : toPrintable(event.summary);
}

function lasted(fromMs: number, untilMs: number | undefined): string {
	return untilMs === undefined ? "a long time" : formatDuration(Math.max(0.01, untilMs - fromMs));
}

function firstLine(text: string): string {
	return text.split("\n").find((line) => line !== "") ?? "";
}
