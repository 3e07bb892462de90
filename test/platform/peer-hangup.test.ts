import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { test, type TestContext } from "node:test";
import { openLibc } from "../../src/platform/libc.js";
import { hasPeerHungUp } from "../../src/platform/peer-hangup.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const libc = await openLibc();

async function openPair(t: TestContext): Promise<{ accepted: Socket; client: Socket }> {
	const path = `${makeTemporaryDirectory(t)}/s`;
	const server = createServer({ allowHalfOpen: true }).listen(path);
	await once(server, "listening");
	const client = connect({ path, allowHalfOpen: true });
	const [accepted] = (await once(server, "connection")) as [Socket];
	t.after(() => {
		client.destroy();
		accepted.destroy();
		server.close();
	});
	accepted.resume();
	return { accepted, client };
}

test("a peer that sends no more but still listens has not hung up", async (t) => {
	const { accepted, client } = await openPair(t);

	client.end();
	await once(accepted, "end");

	assert.equal(hasPeerHungUp(libc, accepted), false);
});

test("a peer that has closed the connection has hung up, which Node reports in the same way", async (t) => {
	const { accepted, client } = await openPair(t);

	client.destroy();
	await once(accepted, "end");

	assert.equal(hasPeerHungUp(libc, accepted), true);
});

test("a socket that is closed on this side has no peer", async (t) => {
	const { accepted } = await openPair(t);

	accepted.destroy();

	assert.equal(hasPeerHungUp(libc, accepted), true);
});
