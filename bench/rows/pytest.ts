import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { findPython, withPackages } from "../../test/integrations/python/interpreter.js";
import { type BusUnderTest, startBus } from "../bus-under-test.js";
import type { Figure, Row } from "../figure.js";
import { nowMs } from "../monotonic-clock.js";
import { createScratchDirectory } from "../scratch-directory.js";
import { median, percentile } from "../statistics.js";

const FOLDER = join(import.meta.dirname, "../pytest");
const PLUGIN = ["-p", "waitbus_pytest"];
const INTERVAL_S = 0.02;
// The first ones find processes that have only just started.
const WARM_UP = 50;
const SIZES = {
	quick: { failures: 25, passes: 200, rounds: 2 },
	full: { failures: 500, passes: 5_000, rounds: 5 },
};
// Of the whole run: what a plugin may cost that nobody is to notice.
const FACTOR = 1.03;

export const pytest: Row = {
	name: "pytest",
	title: "pytest",

	async measure(effort) {
		const interpreter = findPython("pytest");
		if (interpreter.skip !== false) return [];
		const { failures, passes, rounds } = SIZES[effort];
		const bus = await startBus();
		const suite = new Suite(interpreter.command, bus);
		try {
			return [
				...toLatencies(await hearFailures(suite, bus, WARM_UP + failures)),
				await compareRuns(suite, passes, rounds),
			];
		} finally {
			await bus.stop();
		}
	},
};

class Suite {
	readonly #command: string;
	readonly #env: NodeJS.ProcessEnv;

	constructor(command: string, { env }: BusUnderTest) {
		this.#command = command;
		this.#env = withPackages(env);
	}

	/** Milliseconds from its start to its end. */
	async run(file: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
		const startMs = nowMs();
		const quietly = ["-m", "pytest", "-q", "--tb=no", "-p", "no:cacheprovider", "--rootdir", FOLDER];
		const child = spawn(this.#command, [...quietly, ...words, join(FOLDER, file)], {
			env: { ...this.#env, ...env },
			stdio: "ignore",
		});
		await once(child, "exit");
		return nowMs() - startMs;
	}
}

interface Latencies {
	readonly waitbus: readonly number[];
	/** The same failures, told by a hook of pytest on a socket of its own. */
	readonly floor: readonly number[];
}

/** From the moment in which each test was to end; it stands in the message of its failure. */
async function hearFailures(suite: Suite, bus: BusUnderTest, count: number): Promise<Latencies> {
	const floor = await startFloor();
	const stream = bus.client.subscribe({ source: "pytest", eventType: "pytest_test" });
	await stream.started;
	const waitbus: number[] = [];
	const env = {
		BENCH_COUNT: String(count),
		BENCH_INTERVAL_S: String(INTERVAL_S),
		BENCH_SOCKET: floor.address,
	};
	const run = suite.run("fails_on_schedule.py", PLUGIN, env);
	for await (const { fields } of stream) {
		waitbus.push(nowMs() - dueMs(String(fields["message"])));
		if (waitbus.length === count) break;
	}
	await run;
	floor.stop();
	return { waitbus: waitbus.slice(WARM_UP), floor: floor.latencies.slice(WARM_UP) };
}

async function startFloor() {
	const scratch = createScratchDirectory();
	const address = `${scratch.path}/floor.sock`;
	const latencies: number[] = [];
	const server = createServer((socket) => {
		createInterface(socket).on("line", (line) => latencies.push(nowMs() - dueMs(line)));
	}).listen(address);
	await once(server, "listening");
	return {
		address,
		latencies,
		stop: () => {
			server.close();
			scratch.remove();
		},
	};
}

/** `AssertionError: INDEX MILLISECONDS` */
function dueMs(message: string): number {
	return Number(message.split("\n")[0]?.split(" ").at(-1));
}

function toLatencies({ waitbus, floor }: Latencies): readonly Figure[] {
	const figure = (what: string, share: number, aboveMs: number): Figure => {
		const floorMs = percentile(floor, share);
		return {
			what: `test's end to receive, ${what}`,
			measured: percentile(waitbus, share),
			unit: "ms",
			references: [{ name: "a line from a hook of pytest", measured: floorMs }],
			target: { atMost: floorMs + aboveMs },
		};
	};
	return [figure("p50", 0.5, 1), figure("p99", 0.99, 2)];
}

/** They take turns: what else the machine does then falls on both. */
async function compareRuns(suite: Suite, passes: number, rounds: number): Promise<Figure> {
	const [told, bare]: [number[], number[]] = [[], []];
	for (let round = 0; round < rounds; round += 1) {
		bare.push(await suite.run("passes.py", [], { BENCH_COUNT: String(passes) }));
		told.push(await suite.run("passes.py", PLUGIN, { BENCH_COUNT: String(passes) }));
	}
	return {
		what: `a run of ${passes} tests that pass`,
		measured: median(told),
		unit: "ms",
		references: [{ name: "without the plugin", measured: median(bare) }],
		target: { atMost: FACTOR * median(bare) },
	};
}
