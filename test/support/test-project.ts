/** A project with tests of its own, in which this package is installed, and a bus that hears of its runs. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { setImmediate } from "node:timers/promises";
import type { BusClient } from "../../src/client/bus-client.js";
import type { BusEvent } from "../../src/event/event.js";
import { makeBusDirectories } from "./bus-directories.js";
import { type DaemonProcess, startDaemon } from "./daemon-process.js";
import { connectTo } from "./open-bus.js";
import { Gate, isAnyRunning } from "./processes.js";
import { type CliProcess, type CliResult, runCli, startCli } from "./run-cli.js";
import { makeTemporaryDirectory } from "./temporary-directory.js";

const ROOT = join(import.meta.dirname, "..", "..", "..");

export type Command = readonly [string, ...string[]];

export interface TestProjectOptions {
	/** Names of packages, and the folders they are installed in. */
	readonly packages?: Readonly<Record<string, string>>;
}

export class TestProject {
	readonly folder: string;
	/** What `GATE` waits for. */
	readonly gate: Gate;
	readonly bus: BusClient;
	readonly #daemon: DaemonProcess;
	readonly #runs: CliProcess[] = [];

	private constructor(
		t: TestContext,
		{ daemon, packages }: { daemon: DaemonProcess } & Required<TestProjectOptions>,
	) {
		this.folder = makeTemporaryDirectory(t);
		this.gate = new Gate(t);
		this.bus = connectTo(t, daemon);
		this.#daemon = daemon;
		for (const [name, target] of Object.entries({ waitbus: ROOT, ...packages })) {
			const link = join(this.folder, "node_modules", name);
			mkdirSync(dirname(link), { recursive: true });
			symlinkSync(target, link);
		}
	}

	static async create(t: TestContext, { packages = {} }: TestProjectOptions = {}): Promise<TestProject> {
		const projects: TestProject[] = [];
		// Before the daemon is ended: who still has something to say would start another one.
		t.after(async () => {
			for (const project of projects) await project.#settle();
		});
		const project = new TestProject(t, { daemon: await startDaemon(t), packages });
		projects.push(project);
		return project;
	}

	write(files: Readonly<Record<string, string>>): void {
		for (const [name, text] of Object.entries(files)) {
			const path = join(this.folder, name);
			mkdirSync(dirname(path), { recursive: true });
			writeFileSync(path, text);
		}
	}

	start(program: Command, env: NodeJS.ProcessEnv = {}): CliProcess {
		const own = { GATE: this.gate.path, NO_COLOR: "1" };
		const run = startCli([], { program, cwd: this.folder, env: { ...this.#daemon.env, ...own, ...env } });
		this.#runs.push(run);
		return run;
	}

	run(program: Command, env: NodeJS.ProcessEnv = {}): Promise<CliResult> {
		return this.start(program, env).result;
	}

	/** Runs it where no daemon is, and none may be started. */
	runWithoutBus(t: TestContext, program: Command): Promise<CliResult> {
		const { env } = makeBusDirectories(t);
		return runCli([], { program, cwd: this.folder, env: { ...env, WAITBUS_AUTOSTART: "0" } });
	}

	/** What has been told so far, the oldest first. */
	async told(): Promise<readonly BusEvent[]> {
		return (await this.bus.query()).events;
	}

	/** The event of the run that ended first. */
	async session(): Promise<BusEvent> {
		return await this.bus.waitFor({ match: "event_type~=_session$", since: "start" }, { timeoutMs: 60_000 });
	}

	async #settle(): Promise<void> {
		for (const run of this.#runs) run.kill();
		await Promise.all(this.#runs.map(({ result }) => result));
		if (process.platform !== "linux") return;
		while (isAnyRunning(`WAITBUS_STATE_DIR=${this.#daemon.stateDir}\0`, "emit")) await setImmediate();
	}

	/** The event of the first test that failed. */
	async failure(): Promise<BusEvent> {
		return await this.bus.waitFor({ match: "event_type~=_test$", since: "start" }, { timeoutMs: 60_000 });
	}
}

/** Code of a project: `gate()` resolves when the gate is opened. */
export const GATE = `
const gate = async () => {
	const file = await process.getBuiltinModule("node:fs/promises").open(process.env.GATE);
	await file.read();
	await file.close();
};
`;
