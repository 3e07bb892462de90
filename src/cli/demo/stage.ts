/** Where a demonstration plays: a bus of its own, so that the user's is not touched. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { resolveAddress } from "../../client/address.js";
import { BusClient } from "../../client/bus-client.js";
import { EXIT_CODES } from "../../errors.js";
import { readHost } from "../../platform/host.js";
import type { Terminal } from "../terminal.js";

export interface Stage {
	readonly directory: string;
	/** The `waitbus` command, which Node runs. */
	readonly program: string;
	readonly env: NodeJS.ProcessEnv;
	readonly bus: BusClient;
}

/** Something that must have happened. */
export interface Check {
	readonly what: string;
	readonly holds: boolean;
}

export function openStage(env: NodeJS.ProcessEnv): Stage {
	const directory = mkdtempSync(join(tmpdir(), "waitbus-demo-"));
	// A test runner that is run within a test runner would think it is a part of it.
	const { NODE_TEST_CONTEXT: _, ...clean } = env;
	const own = {
		...clean,
		WAITBUS_STATE_DIR: `${directory}/state`,
		WAITBUS_RUNTIME_DIR: `${directory}/run`,
		WAITBUS_CONFIG_DIR: `${directory}/config`,
		WAITBUS_AUTOSTART: "1",
	};
	const bus = new BusClient(resolveAddress({ host: { ...readHost(), env: own } }));
	return { directory, program: resolve(__WAITBUS_DIRECTORY__, __WAITBUS_BIN__), env: own, bus };
}

export async function closeStage({ bus, directory }: Stage): Promise<void> {
	await bus.stopDaemon().catch(() => undefined);
	await bus.close();
	rmSync(directory, { recursive: true, force: true });
}

/** Says what did not happen. @returns the exit code */
export function conclude(checks: readonly Check[], terminal: Terminal): number {
	const failed = checks.filter(({ holds }) => !holds);
	for (const { what } of failed) terminal.print(`NOT SEEN: ${what}`);
	terminal.print(
		failed.length === 0
			? "Every step happened."
			: `${failed.length} of ${checks.length} steps did not happen.`,
	);
	return failed.length === 0 ? EXIT_CODES.done : EXIT_CODES.verdictFailure;
}
