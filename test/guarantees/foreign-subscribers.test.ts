import assert from "node:assert/strict";
import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import type { Readable } from "node:stream";
import { describe, test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { startDaemon } from "../support/daemon-process.js";
import { emitNumbered, range } from "../support/numbered-events.js";
import { RawClient } from "../support/raw-client.js";

const EVENTS = 2_000;
const python = { skip: isInstalled("python3") ? false : "python3 is not installed" };
const shell = { skip: isInstalled("socat", "-V") ? false : "socat is not installed" };

describe("a subscriber in Python, written from docs/protocol.md", python, () => {
	for (const version of ["1", "2"]) {
		test(`hears everything in version ${version}: what it missed, and what happens now`, async (t) => {
			const { socketPath } = await startDaemon(t);
			const emitter = await RawClient.connect(socketPath);
			const [cursor = ""] = await emitNumbered(emitter, [0, EVENTS]);

			const subscriber = new Subscriber(t, "subscriber.py", [socketPath, version, cursor]);
			await subscriber.lines(1);
			await emitNumbered(emitter, [EVENTS + 1, 2 * EVENTS]);

			assert.deepEqual(numbersOf(await subscriber.lines(2 * EVENTS)), range(1, 2 * EVENTS));
		});
	}

	test("goes on from its cursor when the daemon is killed and started again", async (t) => {
		const daemon = await startDaemon(t);
		const subscriber = new Subscriber(t, "subscriber.py", [daemon.socketPath, "2"]);
		await subscriber.told(/subscribed/);
		await emitNumbered(await RawClient.connect(daemon.socketPath), [1, EVENTS]);
		await subscriber.lines(100);

		await daemon.kill9();
		await daemon.restart();
		await emitNumbered(await RawClient.connect(daemon.socketPath), [EVENTS + 1, 2 * EVENTS]);

		assert.deepEqual(numbersOf(await subscriber.lines(2 * EVENTS)), range(1, 2 * EVENTS));
	});

	test("reads why it is refused", async (t) => {
		const { socketPath } = await startDaemon(t);

		const subscriber = new Subscriber(t, "subscriber.py", [socketPath, "1", "yesterday"]);

		await subscriber.told(/Cannot subscribe: since: not an event id/);
	});
});

describe("a subscriber in plain shell, written from docs/protocol.md", shell, () => {
	const requests = {
		"1": (since: string) => ({ proto: 1, since }),
		"2": (since: string) => ({ proto: 2, op: "subscribe", id: 1, since }),
	};

	for (const [version, toRequest] of Object.entries(requests)) {
		test(`hears everything in version ${version}, although it closes its sending half`, async (t) => {
			const { socketPath } = await startDaemon(t);
			const emitter = await RawClient.connect(socketPath);
			const [cursor = ""] = await emitNumbered(emitter, [0, 20]);

			const subscriber = new Subscriber(t, "subscriber.sh", [socketPath, JSON.stringify(toRequest(cursor))]);
			// The ack, the events, and in version 2 the word that it has caught up.
			const before = 21 + (version === "2" ? 1 : 0);
			await subscriber.lines(before);
			await emitNumbered(emitter, [21, 40]);
			const lines = await subscriber.lines(before + 20);

			const frames = lines.filter((line) => /"kind":"event"/.test(line));
			assert.deepEqual(numbersOf(frames), range(1, 40));
		});
	}
});

class Subscriber {
	readonly #child: ChildProcessByStdio<null, Readable, Readable>;
	#stdout = "";
	#stderr = "";
	#isEnded = false;
	#wake: () => void = () => undefined;

	constructor(t: Pick<TestContext, "after">, script: string, args: readonly string[]) {
		const path = fileURLToPath(new URL(`../subscribers/${script}`, import.meta.url));
		// A group of its own: a pipeline in shell is several processes.
		this.#child = spawn(path, args, { stdio: ["ignore", "pipe", "pipe"], detached: true });
		const { pid } = this.#child;
		t.after(() => {
			if (pid !== undefined && this.#child.exitCode === null) process.kill(-pid, "SIGKILL");
		});
		this.#child.stdout.setEncoding("utf8").on("data", (text: string) => {
			this.#stdout += text;
			this.#wake();
		});
		this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
			this.#stderr += text;
			this.#wake();
		});
		this.#child.on("close", () => {
			this.#isEnded = true;
			this.#wake();
		});
	}

	/** The first lines of its output, as soon as there are so many. */
	async lines(count: number): Promise<readonly string[]> {
		for (;;) {
			const lines = this.#stdout.split("\n");
			if (lines.length > count) return lines.slice(0, count);
			await this.#more();
		}
	}

	async told(pattern: RegExp): Promise<void> {
		while (!pattern.test(this.#stderr)) await this.#more();
	}

	async #more(): Promise<void> {
		if (this.#isEnded) throw new Error(`the subscriber ended: ${this.#stderr}`);
		await new Promise<void>((resolve) => {
			this.#wake = resolve;
		});
	}
}

function numbersOf(lines: readonly string[]): readonly number[] {
	return lines.map((line) => {
		const { event, fields } = JSON.parse(line) as {
			event?: { fields: { n: number } };
			fields?: { n: number };
		};
		return (event?.fields ?? fields)?.n ?? Number.NaN;
	});
}

function isInstalled(command: string, flag = "--version"): boolean {
	return spawnSync(command, [flag]).status === 0;
}
