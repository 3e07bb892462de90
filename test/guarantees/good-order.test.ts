import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { test } from "node:test";
import { makeBusDirectories } from "../support/bus-directories.js";
import { DaemonProcess, PROGRAM, startDaemon } from "../support/daemon-process.js";
import { openDatagramReceiver } from "../support/datagram-receiver.js";
import { emitNumbered, numbersIn, range } from "../support/numbered-events.js";
import { RawClient } from "../support/raw-client.js";

test("SIGTERM lets every client take what is on its way, says goodbye, and ends with exit code 0", async (t) => {
	const daemon = await startDaemon(t);
	const emitter = await RawClient.connect(daemon.socketPath);
	const version1 = await RawClient.connect(daemon.socketPath);
	const version2 = await RawClient.connect(daemon.socketPath);
	version1.send({ proto: 1 });
	await version1.read();
	await version2.ask({ op: "subscribe" });
	// Nobody reads yet, so most of this waits in the daemon when it is told to go.
	version1.socket.pause();
	version2.socket.pause();
	await emitNumbered(emitter, [1, 2_000], { filler: "x".repeat(200) });

	const stopped = daemon.stop();
	version1.socket.resume();
	version2.socket.resume();
	const frames = (await version1.readToEnd()).map((text) => JSON.parse(text) as Record<string, unknown>);
	const messages = (await version2.readToEnd()).map((text) => JSON.parse(text) as Record<string, unknown>);

	assert.deepEqual(numbersIn(frames), range(1, 2_000));
	assert.equal(version1.leftoverBytes, 0, "no frame is torn");
	assert.deepEqual(numbersIn(messages), range(1, 2_000));
	assert.deepEqual(messages.at(-1), { op: "goodbye", reason: "shutdown" });
	assert.deepEqual(await stopped, { code: 0, signal: null });
	assert.equal(existsSync(daemon.socketPath), false, "the socket is removed");
});

test("what was sent before SIGTERM arrived is committed and acknowledged, or not taken at all", async (t) => {
	const daemon = await startDaemon(t);
	const emitter = await RawClient.connect(daemon.socketPath);
	for (let n = 1; n <= 3_000; n += 1) {
		emitter.request({ op: "emit", events: [{ source: "a", event_type: "b", delivery_id: String(n) }] });
	}
	await emitter.read();

	const stopped = daemon.stop();
	const replies = (await emitter.readToEnd()).map((text) => JSON.parse(text) as { op: string });
	assert.deepEqual(await stopped, { code: 0, signal: null });

	const acked = 1 + replies.filter(({ op }) => op === "ack").length;
	assert.equal(replies.at(-1)?.op, "goodbye");
	await daemon.start();
	const reader = await RawClient.connect(daemon.socketPath);
	const { status } = await reader.ask({ op: "status" });
	assert.equal((status as { events: number }).events, acked);
});

test("a client that never reads holds up the daemon's end only for a moment", async (t) => {
	const daemon = await startDaemon(t);
	const silent = await RawClient.connect(daemon.socketPath);
	await silent.ask({ op: "subscribe" });
	silent.socket.pause();
	const emitter = await RawClient.connect(daemon.socketPath);
	await emitNumbered(emitter, [1, 5_000], { filler: "x".repeat(1_000) });

	assert.deepEqual(await daemon.stop(), { code: 0, signal: null });
});

test("`waitbus stop` and SIGTERM leave nothing behind that would hinder the next start", async (t) => {
	const daemon = await startDaemon(t);
	const client = await RawClient.connect(daemon.socketPath);
	assert.deepEqual(await client.ask({ op: "stop" }), { op: "stopping", id: 1 });
	assert.deepEqual(await client.read(), { op: "goodbye", reason: "stop" });
	assert.deepEqual(await daemon.exited, { code: 0, signal: null });

	assert.equal(await daemon.start(), "ready");
});

test("the service manager hears when the daemon is ready, and when it begins to stop", async (t) => {
	const { env, ...directories } = makeBusDirectories(t);
	const address = `${directories.stateDir}/notify`;
	const manager = openDatagramReceiver(t, address);
	const daemon = new DaemonProcess({ ...directories, env: { ...env, NOTIFY_SOCKET: address } });

	await daemon.start();
	assert.equal(manager.receive(), `READY=1\nSTATUS=listening on ${daemon.socketPath}`);
	await daemon.stop();
	assert.equal(manager.receive(), "STOPPING=1");
	assert.equal(manager.receive(), "nothing");
});

test("a listening socket from a service manager is taken over, with the clients that already wait on it", async (t) => {
	const { env, socketPath } = makeBusDirectories(t);
	const server = createServer().listen(socketPath);
	await once(server, "listening");
	const fd = (server as unknown as { _handle: { fd: number } })._handle.fd;
	// What systemd does between fork and exec: the socket as descriptor 3, and the pid of the process itself.
	const child = spawn(
		"sh",
		["-c", `export LISTEN_PID=$$; exec "$0" "$@"`, process.execPath, PROGRAM, "serve", "--background"],
		{
			env: { ...env, LISTEN_FDS: "1" },
			stdio: ["ignore", "pipe", "inherit", fd],
		},
	);
	t.after(() => {
		child.kill("SIGKILL");
		server.close();
	});
	assert.ok(child.stdout !== null);
	await once(child.stdout, "data");
	// This process accepts no more; the daemon has a descriptor of its own of the same socket.
	server.unref();

	const client = await askOverInherited(socketPath, server);
	assert.equal(client["pid"], child.pid);

	child.kill("SIGTERM");
	await once(child, "exit");
	assert.equal(existsSync(socketPath), true, "the socket is the service manager's to remove");
});

/** The listening process here may win the race for a connection, and drops it. */
async function askOverInherited(socketPath: string, server: Server): Promise<Record<string, unknown>> {
	server.on("connection", (socket) => socket.destroy());
	for (;;) {
		const client = await RawClient.connect(socketPath);
		client.request({ op: "hello" });
		const text = await client.readText();
		if (text !== undefined) return JSON.parse(text) as Record<string, unknown>;
	}
}
