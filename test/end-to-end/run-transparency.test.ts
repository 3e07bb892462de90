import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { PROGRAM, startDaemon } from "../support/daemon-process.js";
import { Gate, isRunning } from "../support/processes.js";
import { runCli, startCli } from "../support/run-cli.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

// Every byte value, never the same stretch twice, on both streams at once.
const FLOOD = `
const { createHash } = require("node:crypto");
const { writeSync } = require("node:fs");
for (let block = 0; block < 160; block += 1) {
	for (const fd of [1, 2]) {
		const seed = createHash("sha512").update(fd + "/" + block).digest();
		const bytes = Buffer.alloc(65536);
		for (let at = 0; at < bytes.length; at += 1) bytes[at] = seed[at % 64] ^ (at >> 6);
		for (let rest = bytes; rest.length > 0; ) rest = rest.subarray(writeSync(fd, rest));
	}
}`;

interface Digests {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
	readonly bytes: number;
}

async function digest(command: readonly string[], env: NodeJS.ProcessEnv): Promise<Digests> {
	const child = spawn(command[0] ?? "", command.slice(1), { env, stdio: ["ignore", "pipe", "pipe"] });
	const [stdout, stderr] = [createHash("sha256"), createHash("sha256")];
	let bytes = 0;
	child.stdout.on("data", (chunk: Buffer) => {
		bytes += chunk.length;
		stdout.update(chunk);
	});
	child.stderr.on("data", (chunk: Buffer) => stderr.update(chunk));
	const [code] = (await once(child, "close")) as [number | null];
	return { code, bytes, stdout: stdout.digest("hex"), stderr: stderr.digest("hex") };
}

test("10 MB on each stream arrive byte for byte", async (t) => {
	const bus = await startDaemon(t);
	const command = [process.execPath, "-e", FLOOD];

	const bare = await digest(command, bus.env);
	const wrapped = await digest([process.execPath, PROGRAM, "run", "--", ...command], bus.env);

	assert.equal(bare.bytes, 160 * 65_536);
	assert.deepEqual(wrapped, bare);
});

test("a command is not faster than whoever reads its output, and memory stays small", async (t) => {
	const bus = await startDaemon(t);
	const child = spawn(process.execPath, [PROGRAM, "run", "--", "head", "-c", "300000000", "/dev/zero"], {
		env: bus.env,
		stdio: ["ignore", "pipe", "inherit"],
	});

	let bytes = 0;
	let mostKib = 0;
	for await (const chunk of child.stdout) {
		bytes += (chunk as Buffer).length;
		if (isRunning(child.pid ?? 0)) mostKib = Math.max(mostKib, residentKib(child.pid ?? 0));
	}

	assert.equal(bytes, 300_000_000);
	assert.ok(mostKib > 0 && mostKib < 120_000, `${mostKib} KiB`);
});

function residentKib(pid: number): number {
	try {
		return Number(/^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
	} catch {
		return 0;
	}
}

test("what is on its way when the command ends arrives once, however late the reader comes", async (t) => {
	const bus = await startDaemon(t);
	const gate = new Gate(t);
	const bytes = randomBytes(200_000);
	const path = join(makeTemporaryDirectory(t), "bytes");
	writeFileSync(path, bytes);
	const run = [process.execPath, PROGRAM, "run", "--", "sh", "-c", `cat ${path}; echo done >&2`];

	const pipeline = spawn("sh", ["-c", '"$@" | { read line < "$GATE"; cat; }', "sh", ...run], {
		env: { ...bus.env, GATE: gate.path },
	});
	await once(pipeline.stderr, "data");
	gate.open();

	const received: Buffer[] = [];
	for await (const chunk of pipeline.stdout) received.push(chunk as Buffer);
	assert.ok(Buffer.concat(received).equals(bytes), `${Buffer.concat(received).length} bytes`);
});

test("after 2>&1 the order of the two streams stays", async (t) => {
	const bus = await startDaemon(t);
	const script = "for i in $(seq 1 200); do echo out $i; echo err $i >&2; done";

	const output = execFileSync(
		"sh",
		["-c", '"$@" 2>&1', "sh", process.execPath, PROGRAM, "run", "--", "sh", "-c", script],
		{ env: bus.env, encoding: "utf8" },
	);

	const expected = Array.from({ length: 200 }, (_, index) => `out ${index + 1}\nerr ${index + 1}\n`);
	assert.equal(output, expected.join(""));
});

test("a command may open /dev/stdout and /dev/stderr, as scripts do", async (t) => {
	const bus = await startDaemon(t);

	const { code, stdout, stderr } = await runCli(
		["run", "--", "sh", "-c", "echo out > /dev/stdout; echo err > /dev/stderr"],
		bus,
	);

	assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: "out\n", stderr: "err\n" });
});

test("output into a file arrives there, behind what was in it", async (t) => {
	const bus = await startDaemon(t);
	const path = join(makeTemporaryDirectory(t), "log");

	execFileSync(
		"sh",
		[
			"-c",
			'echo before > "$1"; log=$1; shift; "$@" >> "$log" 2>&1; echo after >> "$log"',
			"sh",
			path,
			process.execPath,
			PROGRAM,
			"run",
			"--",
			"echo",
			"during",
		],
		{ env: bus.env },
	);

	assert.equal(readFileSync(path, "utf8"), "before\nduring\nafter\n");
});

test("when the reader of the output goes, the command hears of it as ever", async (t) => {
	const bus = await startDaemon(t);

	const output = execFileSync(
		"bash",
		[
			"-c",
			'"$@" | head -n 1; echo "${PIPESTATUS[0]}"',
			"bash",
			process.execPath,
			PROGRAM,
			"run",
			"--",
			"yes",
		],
		{ env: bus.env, encoding: "utf8" },
	);

	assert.equal(output, "y\n141\n");
});

test("a disk that is full is an error of the command's output, and is said", {
	skip: process.platform !== "linux",
}, async (t) => {
	const bus = await startDaemon(t);

	const command = ["sh", "-c", '"$@" > /dev/full', "sh", process.execPath, PROGRAM, "run", "--", "yes"];

	const { status: code, stderr } = spawnSync(command[0] ?? "", command.slice(1), {
		env: bus.env,
		encoding: "utf8",
	});

	assert.equal(code, 141);
	assert.match(stderr, /^waitbus: Cannot pass on the output: no space left on device\n/);
});

test("what a command leaves in the background neither holds waitbus nor loses its output", async (t) => {
	const bus = await startDaemon(t);
	const gate = new Gate(t);
	const run = startCli(["run", "--", "sh", "-c", '(read line < "$GATE"; echo late) & echo early'], {
		env: { ...bus.env, GATE: gate.path },
	});

	const [code] = (await once(run.child, "exit")) as [number];
	gate.open();

	assert.equal(code, 0);
	assert.equal((await run.result).stdout, "early\nlate\n");
});

test("the command reads the standard input, to its end", async (t) => {
	const bus = await startDaemon(t);
	const input = "x".repeat(1_000_000);

	const { stdout } = await runCli(["run", "--", "wc", "-c"], { env: bus.env, input });

	assert.equal(stdout.trim(), "1000000");
});

test("the environment of the command is the caller's", async (t) => {
	const bus = await startDaemon(t);

	const { stdout } = await runCli(["run", "--", "env"], bus);

	const bare = execFileSync("env", { env: bus.env, encoding: "utf8" });
	assert.deepEqual(stdout.split("\n").toSorted(), bare.split("\n").toSorted());
});
