/** A daemon with a few events, and what `waitbus why` says about waits on it. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { Finding, WaitReport } from "../../src/client/bus-client.js";
import { type DaemonProcess, startDaemon } from "./daemon-process.js";
import { type CliProcess, runCli, startCli } from "./run-cli.js";

export const EVENTS = [
	{
		source: "podman",
		event_type: "die",
		summary: "web died",
		fields: { exit_code: 137, container: "web", conclusion: "failure" },
	},
	{
		source: "podman",
		event_type: "die",
		summary: "db ended",
		fields: { exit_code: 0, container: "db", conclusion: "success" },
	},
	{ source: "pytest", event_type: "session", summary: "tests passed", fields: { conclusion: "success" } },
];

export async function startWithEvents(t: TestContext): Promise<DaemonProcess> {
	const daemon = await startDaemon(t);
	await emit(daemon, EVENTS);
	return daemon;
}

export async function emit({ env }: DaemonProcess, events: readonly object[]): Promise<readonly string[]> {
	const input = events.map((event) => JSON.stringify(event)).join("\n");
	return (await runCli(["emit", "-"], { env, input })).stdout.trim().split("\n");
}

export async function explain(
	{ env }: DaemonProcess,
	args: readonly string[],
): Promise<readonly WaitReport[]> {
	const { code, stdout, stderr } = await runCli(["why", "--json", ...args], { env });
	assert.equal(code, 0, stderr);
	return stdout
		.split("\n")
		.slice(0, -1)
		.map((line) => JSON.parse(line) as WaitReport);
}

/** What is found about a wait that is only proposed. */
export async function findingsOf(
	daemon: DaemonProcess,
	args: readonly string[],
): Promise<readonly Finding[]> {
	const [report] = await explain(daemon, args);
	return report?.findings ?? [];
}

export async function startWait(
	t: TestContext,
	args: readonly string[],
	{ env }: DaemonProcess,
): Promise<CliProcess> {
	const wait = startCli(["wait", ...args], { env });
	t.after(() => wait.kill());
	await wait.armed();
	return wait;
}
