/** A bus in a folder of its own, whose daemon a client starts as it starts any: with the flags that it gets then. */
import { mkdirSync, writeFileSync } from "node:fs";
import type { BusClient } from "../src/index.js";
import { connect } from "../src/index.js";
import { createSystemClock } from "../src/platform/clock.js";
import { readHost } from "../src/platform/host.js";
import { SecretStore } from "../src/platform/secrets.js";
import { createScratchDirectory } from "./scratch-directory.js";

export interface BusUnderTest {
	/** For processes that shall find this bus. */
	readonly env: NodeJS.ProcessEnv;
	readonly daemonPid: number;
	readonly databasePath: string;
	readonly client: BusClient;
	/** Another client of this process, with a connection of its own. */
	connect(): BusClient;
	stop(): Promise<void>;
}

export interface BusSettings {
	/** What config.toml holds. @default nothing */
	readonly config?: string;
	/** By their names. @default none */
	readonly secrets?: Readonly<Record<string, string>>;
	/** For the daemon, besides what this process has. */
	readonly env?: NodeJS.ProcessEnv;
}

export async function startBus(settings: BusSettings = {}): Promise<BusUnderTest> {
	const scratch = createScratchDirectory();
	const folders = { STATE: "state", RUNTIME: "run", CONFIG: "config" };
	const env: NodeJS.ProcessEnv = { ...process.env, ...settings.env };
	for (const [name, folder] of Object.entries(folders)) {
		const path = `${scratch.path}/${folder}`;
		mkdirSync(path, { mode: 0o700 });
		env[`WAITBUS_${name}_DIR`] = path;
	}
	writeFileSync(`${scratch.path}/config/config.toml`, settings.config ?? "");
	const secrets = new SecretStore(`${scratch.path}/state/secrets.json`, createSystemClock());
	for (const [name, value] of Object.entries(settings.secrets ?? {})) secrets.set(name, value);
	const open = (): BusClient => connect({ host: { ...readHost(), env }, autostart: true });
	const client = open();
	const { pid, database } = await client.status();
	return {
		env,
		daemonPid: pid,
		databasePath: database,
		client,
		connect: open,
		stop: async () => {
			await client.stopDaemon();
			await client.close();
			await untilGone(pid);
			scratch.remove();
		},
	};
}

async function untilGone(pid: number): Promise<void> {
	for (;;) {
		try {
			process.kill(pid, 0);
		} catch {
			return;
		}
		await new Promise((resolve) => {
			setTimeout(resolve, 10);
		});
	}
}
