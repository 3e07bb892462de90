/** A home in which nothing was ever installed but waitbus, with its daemon: what every process of a test shares. */
import {
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	realpathSync,
	rmSync,
	statSync,
	symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { BusClient } from "../../src/client/bus-client.js";
import type { BusEvent } from "../../src/event/event.js";
import { readHost } from "../../src/platform/host.js";
import { resolvePaths } from "../../src/platform/paths.js";
import { DaemonProcess, PROGRAM } from "../support/daemon-process.js";

export interface Place {
	readonly home: string;
	/** Where the agents work. */
	readonly project: string;
	/** Of a user who has nothing else in it. */
	readonly env: NodeJS.ProcessEnv;
	readonly bus: BusClient;
	/** The first event of an agent that matches, from the beginning on; tells what came instead when none does. */
	readonly heard: (...match: readonly string[]) => Promise<BusEvent>;
}

const PATIENCE_MS = 50_000;

export async function openPlace(t: TestContext): Promise<Place> {
	const home = realpathSync(mkdtempSync(join(tmpdir(), "wb-")));
	const [project, bin] = [join(home, "project"), join(home, "bin")];
	for (const folder of [project, bin]) mkdirSync(folder);
	symlinkSync(PROGRAM, join(bin, "waitbus"));
	const path = [bin, dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"].join(delimiter);
	// By the last one the runner finds what an agent leaves behind.
	const env = {
		HOME: home,
		PATH: path,
		TMPDIR: home,
		SHELL: "/bin/sh",
		LANG: "C.UTF-8",
		WAITBUS_TEST_RUN: process.env["WAITBUS_TEST_RUN"],
	};
	const { stateDir, socketPath } = resolvePaths({
		...readHost(),
		env,
		homeDirectory: home,
		temporaryDirectory: home,
	});
	const daemon = new DaemonProcess({ env, stateDir, socketPath });
	await daemon.start();
	const bus = new BusClient({ socketPath, env, startProgram: undefined });
	t.after(async () => {
		await bus.close();
		await daemon.kill9();
		// What the agents left running may still write.
		rmSync(home, { recursive: true, force: true, maxRetries: 20 });
	});
	return { home, project, env, bus, heard: async (...match) => await hear(bus, match) };
}

async function hear(bus: BusClient, match: readonly string[]): Promise<BusEvent> {
	const options = { source: "agent", since: "start" } as const;
	try {
		return await bus.waitFor({ ...options, match }, { timeoutMs: PATIENCE_MS });
	} catch (cause) {
		const { events } = await bus.query(options);
		const summaries = events.map(({ summary }) => summary).join("; ");
		throw new Error(`nothing matched ${match.join(", ")} among: ${summaries}`, { cause });
	}
}

/** What every file of a home holds, but those of waitbus itself. */
export function readFiles(home: string): Readonly<Record<string, string>> {
	const paths = readdirSync(home, { recursive: true, encoding: "utf8" }).filter(
		(path) => !/^bin\/|^\.local\/state\/waitbus\//.test(path) && statSync(join(home, path)).isFile(),
	);
	return Object.fromEntries(paths.toSorted().map((path) => [path, readFileSync(join(home, path), "base64")]));
}
