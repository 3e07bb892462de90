import assert from "node:assert/strict";
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { after, before, describe, test } from "node:test";
import { connect } from "../../src/index.js";
import { readHost } from "../../src/platform/host.js";
import { findPython } from "../integrations/python/interpreter.js";
import { PROGRAM } from "../support/daemon-process.js";
import { type InstalledPackage, installPackage } from "./installed-package.js";
import { SAMPLE, SAMPLE_SAID } from "./sample-program.js";
import { SDK_EXAMPLES } from "./sdk-examples.js";

/** One of each kind that an example asks for. */
const HAPPENED = [
	{ source: "ci", event_type: "run", fields: { conclusion: "failure" } },
	{ source: "docker", event_type: "docker_container", fields: { exit_code: 137 } },
];

describe("the packed package", () => {
	const cleanups: (() => void)[] = [];
	let installed: InstalledPackage;
	before(() => {
		installed = installPackage({ after: (fn) => void cleanups.push(fn as () => void) });
	});
	after(() => {
		for (const cleanup of cleanups.toReversed()) cleanup();
	});

	test("can be required and imported, and both give the same", () => {
		const required = installed.run(process.execPath, "-p", 'Object.keys(require("waitbus")).sort().join()');
		const imported = installed.run(
			process.execPath,
			"--input-type=module",
			"-e",
			'import * as sdk from "waitbus"; console.log(Object.keys(sdk).sort().join())',
		);

		assert.equal(imported, required);
		assert.match(required, /\bconnect,emit,emitBatch\b.*\bsubscribe\b.*\bwaitFor\b/);
	});

	test("an error of the one format is recognised by the class of the other", () => {
		const code =
			'const { BusError } = require("waitbus"); import("waitbus").then((sdk) => console.log(new sdk.BusError("USAGE", "x") instanceof BusError))';

		assert.equal(installed.run(process.execPath, "-e", code), "true\n");
	});

	for (const runner of ["jest", "node", "playwright", "vitest"]) {
		test(`brings the reporter of ${runner}, for import and for require`, () => {
			const name = `waitbus/reporters/${runner}`;
			const code = `Promise.all([require("${name}"), import("${name}")]).then((both) => console.log(both.map((m) => typeof m.default).join()))`;

			assert.equal(installed.run(process.execPath, "-e", code), "function,function\n");
		});
	}

	test("brings its command", () => {
		assert.match(
			installed.run("npx", "--offline", "waitbus", "--version"),
			new RegExp(`\\b${installed.version}\\b`),
		);
	});

	const python = findPython();
	test("brings its Python package and the plugin of pytest", { skip: python.skip }, () => {
		const packages = join(installed.folder, "node_modules/waitbus/integrations/python");
		const code =
			"import sys; sys.path.append(sys.argv[1]); import waitbus, waitbus_pytest; print(waitbus.__version__)";

		assert.equal(installed.run(python.command, "-c", code, packages), `${installed.version}\n`);
	});

	for (const [what, extension, options] of [
		["as an ECMAScript module", "mts", { module: "node16" }],
		["as CommonJS", "cts", { module: "node16" }],
		["with the resolution of bundlers", "mts", { module: "esnext", moduleResolution: "bundler" }],
	] as const) {
		test(`a program that uses it compiles and runs ${what}`, () => {
			installed.write(`sample.${extension}`, SAMPLE);
			installed.compile(options);

			const name = `out/sample.${extension.replace("ts", "js")}`;
			assert.equal(installed.run(process.execPath, name), SAMPLE_SAID);
		});
	}

	test("the comments of the SDK hold examples, and all of them compile", () => {
		for (const [index, code] of SDK_EXAMPLES.entries()) installed.write(`example${index}.mts`, code);

		installed.compile({ module: "node16" });

		assert.ok(SDK_EXAMPLES.length >= 7, String(SDK_EXAMPLES.length));
	});

	for (const [index, code] of SDK_EXAMPLES.entries()) {
		test(`runs: ${code.split("\n").find((line) => line.includes("await")) ?? code}`, async (t) => {
			const bus = connect({ host: { ...readHost(), env: installed.env }, program: PROGRAM });
			t.after(() => bus.close());
			while ((await bus.status()).subscriptions > 0);
			// A session of a vendor whose next hook is told.
			const [, session] = /bus\.deliver\("([^"]+)"/.exec(code) ?? [];
			if (session !== undefined) await bus.agents.register({ name: session, vendor: "gemini" });
			const example = startExample(installed, index);
			t.after(() => example.child.kill("SIGKILL"));

			const isEndless = code.includes("for await");
			const isWaiting = isEndless || code.includes("waitFor(");
			while (isWaiting && (await bus.status()).subscriptions === 0);
			await bus.emitBatch(HAPPENED);
			if (code.includes("bus.request(")) {
				const question = await bus.waitFor({
					to: "reviewer",
					match: "msg_body=is it green?",
					since: "start",
				});
				await bus.respond(question, "yes");
			}
			if (isEndless) {
				await once(example.child.stdout, "data");
				example.child.kill();
			}

			assert.deepEqual(await example.ended, isEndless ? [null, "SIGTERM", ""] : [0, null, ""]);
		});
	}
});

interface Example {
	readonly child: ChildProcessByStdio<null, Readable, Readable>;
	/** Exit code, signal, and what it complained of. */
	readonly ended: Promise<readonly [number | null, NodeJS.Signals | null, string]>;
}

function startExample({ folder, env }: InstalledPackage, index: number): Example {
	const program = join(folder, `out/example${index}.mjs`);
	const child = spawn(process.execPath, [program], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
	let complaint = "";
	child.stderr.on("data", (chunk) => (complaint += String(chunk)));
	const ended = once(child, "close").then(() => [child.exitCode, child.signalCode, complaint] as const);
	return { child, ended };
}
