import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import type { Server, Socket } from "node:net";
import { createServer } from "node:net";
import { once } from "node:events";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { openLibc } from "../../src/platform/libc.js";
import { readPeerCredentials } from "../../src/platform/peer-credentials.js";
import { startScript } from "../support/start-script.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const libc = await openLibc();
const uid = process.getuid?.() ?? 0;

async function openServer(t: TestContext): Promise<{ server: Server; path: string }> {
	const directory = makeTemporaryDirectory(t);
	chmodSync(directory, 0o711);
	const path = `${directory}/s`;
	const server = createServer().listen(path);
	t.after(() => server.close());
	await once(server, "listening");
	chmodSync(path, 0o666);
	return { server, path };
}

async function accept(t: TestContext, server: Server): Promise<Socket> {
	const socket = await new Promise<Socket>((resolve) => {
		server.once("connection", resolve);
	});
	t.after(() => socket.destroy());
	return socket;
}

test("the kernel tells the pid and the uid of the process that connected", async (t) => {
	const { server, path } = await openServer(t);

	const client = startScript(t, "connect-to-socket", path);
	const socket = await accept(t, server);

	assert.deepEqual(readPeerCredentials(libc, socket), { pid: client.pid, uid });
});

test("a process of another user is known by its uid", { skip: uid !== 0 && "needs root" }, async (t) => {
	const { server, path } = await openServer(t);

	const client = startScript(t, "connect-to-socket", path, "65534");
	const socket = await accept(t, server);

	assert.deepEqual(readPeerCredentials(libc, socket), { pid: client.pid, uid: 65534 });
});

test("a closed socket has no peer", async (t) => {
	const { server, path } = await openServer(t);
	startScript(t, "connect-to-socket", path);
	const socket = await accept(t, server);

	socket.destroy();

	assert.equal(readPeerCredentials(libc, socket), undefined);
});

test("a descriptor that is no socket has no peer", async (t) => {
	const { server, path } = await openServer(t);
	startScript(t, "connect-to-socket", path);
	const socket = await accept(t, server);
	const blind = { ...libc, getsockopt: () => -1, getpeereid: libc.getpeereid && (() => -1) };

	assert.equal(readPeerCredentials(blind, socket), undefined);
});
