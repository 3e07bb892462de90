import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "node:test";
import { PROGRAM, startDaemon } from "../support/daemon-process.js";
import { RawClient } from "../support/raw-client.js";
import { runCli } from "../support/run-cli.js";

const STRANGER = 65_534;
const ORDINARY = 1_234;

const asStranger = ["setpriv", `--reuid=${STRANGER}`, `--regid=${STRANGER}`, "--clear-groups"];
const asOrdinary = ["setpriv", `--reuid=${ORDINARY}`, `--regid=${ORDINARY}`, "--clear-groups"];

const skip = findObstacle();

test("a process of another user is refused with a framed reason, whatever dialect it speaks", {
	skip,
}, async (t) => {
	const daemon = await startDaemon(t);
	// The modes alone would keep him out; here only the daemon itself does.
	chmodSync(dirname(daemon.socketPath), 0o711);
	chmodSync(daemon.socketPath, 0o666);

	for (const greeting of [
		'\\0\\0\\0\\x0b{"proto":1}',
		'\\0\\0\\0\\x20{"proto":2,"id":1,"op":"status"}',
		"GET /healthz HTTP/1.1\\r\\n\\r\\n",
		"",
	]) {
		const result = spawnSync(asStranger[0] ?? "", [
			...asStranger.slice(1),
			process.execPath,
			"-e",
			speak(daemon.socketPath, greeting),
		]);
		const reply = Buffer.from(result.stdout);
		assert.equal(
			reply.readUInt32BE(0),
			reply.length - 4,
			`one whole frame, and then the end: ${String(result.stderr)}`,
		);
		assert.deepEqual(JSON.parse(reply.toString("utf8", 4)), {
			op: "error",
			id: null,
			code: "PEER_REFUSED",
			message: `Cannot serve this process: it runs as user ${STRANGER}, and the bus belongs to user 0`,
			hint: null,
		});
	}

	const client = await RawClient.connect(daemon.socketPath);
	const { status } = await client.ask({ op: "status" });
	assert.equal((status as { connections: number }).connections, 1, "nobody else is connected");
});

test("root is refused too when the daemon belongs to an ordinary user, and reads why", {
	skip,
}, async (t) => {
	const daemon = await startDaemon(t, { uid: ORDINARY, wrapper: asOrdinary });

	const client = await RawClient.connect(daemon.socketPath);
	const refusal = await client.read();

	assert.equal(refusal["code"], "PEER_REFUSED");
	assert.equal(
		refusal["message"],
		`Cannot serve this process: it runs as user 0, and the bus belongs to user ${ORDINARY}`,
	);
	assert.equal(await client.readText(), undefined, "then the connection ends");
});

test("the command line of another user says that the bus is not his, and starts none of its own there", {
	skip,
}, async (t) => {
	const daemon = await startDaemon(t, { uid: ORDINARY, wrapper: asOrdinary });

	const result = await runCli(["emit", "-s", "a", "-t", "b"], daemon);

	assert.notEqual(result.code, 0);
	assert.match(result.stderr, /^waitbus: Cannot .*\[(PEER_REFUSED|PATH_INVALID)\]$/m);
});

test("the socket and everything in the state directory is readable by its user alone", async (t) => {
	const daemon = await startDaemon(t);
	const client = await RawClient.connect(daemon.socketPath);
	await client.ask({ op: "emit", events: [{ source: "a", event_type: "b" }] });

	const files = ["events.db", "events.db-wal", "daemon.lock", "daemon.log"].map(
		(name) => `${daemon.stateDir}/${name}`,
	);
	const modes = [daemon.socketPath, ...files].map((path) => (statSync(path).mode & 0o777).toString(8));

	assert.deepEqual(modes, ["600", "600", "600", "600", "600"]);
});

/** A program that connects, says this, and prints what it hears until the end. */
function speak(socketPath: string, greeting: string): string {
	return `const s = require("net").connect(${JSON.stringify(socketPath)}); s.write(Buffer.from("${greeting.replaceAll('"', '\\"')}", "latin1")); s.pipe(process.stdout)`;
}

/** Why a second user cannot be had here; false when he can. */
function findObstacle(): string | false {
	if (process.getuid?.() !== 0) return "only root can take on another user's uid";
	const [command = "", ...args] = asOrdinary;
	const { status, error } = spawnSync(command, [...args, process.execPath, PROGRAM, "--version"]);
	if (error !== undefined) return "setpriv is not installed";
	return status === 0 ? false : `user ${ORDINARY} cannot read ${PROGRAM}`;
}
