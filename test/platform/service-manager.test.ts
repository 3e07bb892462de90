import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openLibc } from "../../src/platform/libc.js";
import {
	clearListenVariables,
	inheritedSocketFd,
	notifyServiceManager,
} from "../../src/platform/service-manager.js";
import { openDatagramReceiver } from "../support/datagram-receiver.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const libc = await openLibc();
const onLinux = { skip: process.platform !== "linux" && "only Linux has a service manager of this kind" };

describe("notifying the service manager", onLinux, () => {
	test("it hears that the daemon is ready, what it does, and that it stops", (t) => {
		const path = `${makeTemporaryDirectory(t)}/notify`;
		const receiver = openDatagramReceiver(t, path);
		const env = { NOTIFY_SOCKET: path };

		const wasSent = notifyServiceManager(libc, env, { kind: "ready", status: "accepting subscribers" });

		assert.equal(wasSent, true);
		assert.equal(receiver.receive(), "READY=1\nSTATUS=accepting subscribers");
		notifyServiceManager(libc, env, { kind: "status", status: "7 subscribers" });
		assert.equal(receiver.receive(), "STATUS=7 subscribers");
		notifyServiceManager(libc, env, { kind: "stopping" });
		assert.equal(receiver.receive(), "STOPPING=1");
	});

	test("it hears it in the abstract namespace too", (t) => {
		const name = `@waitbus-test-${process.pid}`;
		const receiver = openDatagramReceiver(t, name);

		const wasSent = notifyServiceManager(libc, { NOTIFY_SOCKET: name }, { kind: "stopping" });

		assert.equal(wasSent, true);
		assert.equal(receiver.receive(), "STOPPING=1");
	});

	test("a status with a newline cannot pose as another assignment", (t) => {
		const path = `${makeTemporaryDirectory(t)}/notify`;
		const receiver = openDatagramReceiver(t, path);

		notifyServiceManager(libc, { NOTIFY_SOCKET: path }, { kind: "status", status: "a\nSTOPPING=1" });

		assert.equal(receiver.receive(), "STATUS=a STOPPING=1");
	});

	test("a manager that does not read does not stop the daemon", (t) => {
		const path = `${makeTemporaryDirectory(t)}/notify`;
		openDatagramReceiver(t, path);
		const status = "x".repeat(50_000);

		const sent = Array.from({ length: 1000 }, () =>
			notifyServiceManager(libc, { NOTIFY_SOCKET: path }, { kind: "status", status }),
		);

		assert.equal(sent[0], true);
		assert.equal(sent.at(-1), false);
	});
});

for (const name of [
	undefined,
	"",
	"@",
	"/",
	"notify",
	"vsock:2:1234",
	"/nonexistent/notify",
	`/${"x".repeat(200)}`,
]) {
	test(`nothing is sent when NOTIFY_SOCKET is ${name?.slice(0, 20)}`, () => {
		const env = name === undefined ? {} : { NOTIFY_SOCKET: name };

		assert.equal(notifyServiceManager(libc, env, { kind: "stopping" }), false);
	});
}

describe("an inherited socket", () => {
	test("is descriptor 3 when one was passed to this process", () => {
		assert.equal(inheritedSocketFd({ LISTEN_PID: "42", LISTEN_FDS: "1" }, 42), 3);
	});

	for (const env of [
		{},
		{ LISTEN_FDS: "1" },
		{ LISTEN_PID: "41", LISTEN_FDS: "1" },
		{ LISTEN_PID: "41", LISTEN_FDS: "2" },
		{ LISTEN_PID: "42" },
		{ LISTEN_PID: "42", LISTEN_FDS: "0" },
	]) {
		test(`is not there with ${JSON.stringify(env)}`, () => {
			assert.equal(inheritedSocketFd(env, 42), undefined);
		});
	}

	for (const count of ["2", "-1", "one"]) {
		test(`is refused when LISTEN_FDS is ${count}`, () => {
			assert.throws(() => inheritedSocketFd({ LISTEN_PID: "42", LISTEN_FDS: count }, 42), {
				code: "CONFIG_INVALID",
				message: `Cannot use LISTEN_FDS "${count}": waitbus takes exactly one socket`,
			});
		});
	}

	test("is not announced to the processes we start", () => {
		const env = { LISTEN_PID: "42", LISTEN_FDS: "1", LISTEN_FDNAMES: "waitbus", PATH: "/bin" };

		clearListenVariables(env);

		assert.deepEqual(env, { PATH: "/bin" });
	});
});
