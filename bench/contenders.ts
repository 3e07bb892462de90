/** waitbus and what it is compared with, each with its server running. */
import { startBus } from "./bus-under-test.js";
import { isInstalled, startNats, startRedis } from "./servers/installed-server.js";
import { WEBHOOK_SECRET } from "./couriers/webhook.js";
import { startRelay } from "./servers/relay-server.js";
import { createScratchDirectory } from "./scratch-directory.js";
import type { Server } from "./servers/server.js";
import { startWebhookRelay } from "./servers/webhook-relay-server.js";

export interface Contender {
	readonly name: string;
	readonly courier: string;
	readonly server: Server;
}

type Start = () => Promise<Contender | undefined>;

export const startWaitbus: Start = () => startWaitbusFor("waitbus");

export const startWaitbusWire: Start = () => startWaitbusFor("waitbus-wire");

export const startUnixRelay: Start = async () => {
	const server = await startRelay({ commits: false });
	return { name: "two AF_UNIX hops", courier: "unix-relay", server };
};

export const startCommittingRelay: Start = async () => {
	const server = await startRelay({ commits: true });
	return { name: "the same with a SQLite commit", courier: "unix-relay", server };
};

export const startWaitbusListener: Start = async () => {
	const bus = await startBus({
		config: "[webhooks]\nport = 0\n",
		secrets: { "github-webhook-secret": WEBHOOK_SECRET },
	});
	const { webhooks } = await bus.client.status();
	const server = { address: String(webhooks.port), env: bus.env, stop: () => bus.stop() };
	return { name: "waitbus", courier: "webhook", server };
};

export const startBareListener: Start = async () => {
	const server = await startWebhookRelay({ commits: false });
	return { name: "node:http and an AF_UNIX hop", courier: "webhook-relay", server };
};

export const startCommittingListener: Start = async () => {
	const server = await startWebhookRelay({ commits: true });
	return { name: "the same with a SQLite commit", courier: "webhook-relay", server };
};

export const startWaitbusFiles: Start = async () => {
	const bus = await startBus();
	const scratch = createScratchDirectory();
	const stop = async (): Promise<void> => {
		await bus.stop();
		scratch.remove();
	};
	return { name: "waitbus", courier: "file", server: { address: scratch.path, env: bus.env, stop } };
};

export const startInotifywait: Start = async () => {
	if (!(await isInstalled("inotifywait"))) return undefined;
	const { path, remove } = createScratchDirectory();
	const stop = (): Promise<void> => Promise.resolve(remove());
	return { name: "inotifywait on a pipe", courier: "inotifywait", server: { address: path, stop } };
};

export const startNatsCore: Start = async () => named(await startNats(), "NATS core", "nats");

export const startRedisPublish: Start = async () =>
	named(await startRedis(), "Redis PUBLISH", "redis-publish");

export const startRedisStream: Start = async () => named(await startRedis(), "Redis XADD", "redis-stream");

async function startWaitbusFor(courier: string): Promise<Contender> {
	const bus = await startBus();
	const server = { address: "", env: bus.env, stop: () => bus.stop() };
	return { name: "waitbus", courier, server };
}

function named(server: Server | undefined, name: string, courier: string): Contender | undefined {
	return server === undefined ? undefined : { name, courier, server };
}

/** Starts those that are installed, and stops them whatever happens. */
export async function withContenders<Result>(
	starts: readonly Start[],
	use: (contenders: readonly Contender[]) => Promise<Result>,
): Promise<Result> {
	const contenders: Contender[] = [];
	try {
		for (const start of starts) {
			const contender = await start();
			if (contender !== undefined) contenders.push(contender);
		}
		return await use(contenders);
	} finally {
		for (const { server } of contenders) await server.stop();
	}
}
