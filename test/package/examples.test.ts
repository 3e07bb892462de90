/** The examples in the comments of the SDK: what a reader copies must compile, and do what it says. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { connect } from "../../src/index.js";
import { readHost } from "../../src/platform/host.js";
import { read } from "../repository/checkout.js";
import { PROGRAM } from "../support/daemon-process.js";
import { type InstalledPackage, installPackage } from "./installed-package.js";

/** One of each kind that an example asks for. */
const HAPPENED = [
	{ source: "ci", event_type: "run", fields: { conclusion: "failure" } },
	{ source: "docker", event_type: "docker_container", fields: { exit_code: 137 } },
];

/** What follows @example in a file, without the stars. */
function examplesOf(file: string): readonly string[] {
	const comments = read(file).match(/\/\*\*.*?\*\//gs) ?? [];
	return comments.flatMap((comment) => {
		const text = comment.replace(/^\/\*\*|\*\/$/g, "").replace(/^\s*\* ?/gm, "");
		const [, example] = /@example\s+(.*?)(?=\n@|$)/s.exec(text) ?? [];
		return example === undefined ? [] : [example.trim()];
	});
}

const EXAMPLES = [
	...examplesOf("src/index.ts").map((code) =>
		code.includes("import ") ? code : `import { emit, subscribe, waitFor } from "waitbus";\n${code}`,
	),
	...examplesOf("src/client/bus-client.ts").map(
		(code) => `import { connect } from "waitbus";\nconst bus = connect();\n${code}\nawait bus.close();`,
	),
];

describe("the examples of the SDK", () => {
	const cleanups: (() => void)[] = [];
	let installed: InstalledPackage;
	before(() => {
		installed = installPackage({ after: (fn) => void cleanups.push(fn as () => void) });
		for (const [index, code] of EXAMPLES.entries()) installed.write(`example${index}.mts`, code);
		installed.compile({ module: "node16" });
	});
	after(() => {
		for (const cleanup of cleanups.toReversed()) cleanup();
	});

	test("are found", () => {
		assert.ok(EXAMPLES.length >= 7, String(EXAMPLES.length));
	});

	for (const [index, code] of EXAMPLES.entries()) {
		test(`runs: ${code.split("\n").find((line) => line.includes("await")) ?? code}`, async (t) => {
			const bus = connect({ host: { ...readHost(), env: installed.env }, program: PROGRAM });
			t.after(() => bus.close());
			const before = await bus.status();
			const child = spawn(process.execPath, [join(installed.folder, `out/example${index}.mjs`)], {
				cwd: installed.folder,
				env: installed.env,
				stdio: ["ignore", "pipe", "pipe"],
			});
			t.after(() => child.kill("SIGKILL"));
			let complaint = "";
			child.stderr.on("data", (chunk) => (complaint += String(chunk)));
			let hasExited = false;
			const exited = once(child, "exit").then(([exitCode]) => {
				hasExited = true;
				return exitCode as unknown;
			});

			const isLoop = code.includes("for await");
			const isWaiting = isLoop || code.includes("waitFor(");
			while (isWaiting && !hasExited && (await bus.status()).subscriptions === before.subscriptions);
			await bus.emitBatch(HAPPENED);

			if (isLoop) await Promise.race([once(child.stdout, "data"), exited]);
			else assert.equal(await exited, 0, complaint);
			assert.equal(complaint, "");
		});
	}
});
