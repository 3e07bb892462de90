/** nats-server and redis-server, where they are installed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type NetConnectOpts } from "node:net";
import { delay } from "../monotonic-clock.js";
import { createScratchDirectory } from "../scratch-directory.js";
import type { Server } from "./server.js";

/** Undefined when it is not installed. */
export async function startNats(): Promise<Server | undefined> {
	const port = await findFreePort();
	const nats = await spawnServer("nats-server", ["--addr", "127.0.0.1", "--port", String(port)]);
	if (nats === undefined) return undefined;
	await untilListening({ host: "127.0.0.1", port });
	return { address: String(port), stop: () => end(nats) };
}

/** Undefined when it is not installed. */
export async function startRedis(): Promise<Server | undefined> {
	const scratch = createScratchDirectory();
	const address = `${scratch.path}/redis.sock`;
	const place = ["--port", "0", "--unixsocket", address, "--dir", scratch.path];
	const durability = ["--appendonly", "yes", "--appendfsync", "everysec", "--save", ""];
	const redis = await spawnServer("redis-server", [...place, ...durability]);
	if (redis === undefined) {
		scratch.remove();
		return undefined;
	}
	await untilListening({ path: address });
	return {
		address,
		stop: async () => {
			await end(redis);
			scratch.remove();
		},
	};
}

export async function isInstalled(program: string): Promise<boolean> {
	const child = await spawnServer(program, ["--help"]);
	return child !== undefined;
}

async function spawnServer(
	program: string,
	parameters: readonly string[],
): Promise<ChildProcess | undefined> {
	const child = spawn(program, parameters, { stdio: "ignore" });
	try {
		await once(child, "spawn");
		return child;
	} catch {
		return undefined;
	}
}

async function untilListening(where: NetConnectOpts): Promise<void> {
	for (;;) {
		const socket = connect(where);
		try {
			await once(socket, "connect");
			socket.destroy();
			return;
		} catch {
			await delay(20);
		}
	}
}

async function findFreePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	server.close();
	return typeof address === "object" && address !== null ? address.port : 0;
}

async function end(child: ChildProcess): Promise<void> {
	const gone = once(child, "exit");
	child.kill("SIGTERM");
	await gone;
}
