import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type InstalledPackage, installPackage } from "./installed-package.js";

/** What a user of the SDK writes on the first day; both module formats share it. */
const SAMPLE = `
import { BusError, connect, emit, subscribe, waitFor, type BusEvent, type EventDraft, type WaitOutcome } from "waitbus";

const draft: EventDraft = { source: "sample", event_type: "done", fields: { conclusion: "success", n: 1 } };

async function main(): Promise<void> {
	const { event_id, outcome } = await emit(draft);
	const found: BusEvent = await waitFor({ source: "sample", since: "start" }, { timeoutMs: 10_000 });
	const time: bigint = found.received_at;
	for await (const event of subscribe({ source: "sample", since: "start" })) {
		console.log(outcome, event.event_id === event_id, time > 0n, event.summary);
		break;
	}
	await using bus = connect();
	using stream = bus.subscribe({ match: ["n=2"] });
	await stream.started;
	const met: Promise<WaitOutcome> = bus.wait({ allOf: ["sample:n=1", "sample:n=2"], since: "start" });
	await bus.emitBatch([{ ...draft, fields: { n: 2 } }]);
	console.log((await met).verdict, (await stream.next()).value?.fields["n"]);
	try {
		await bus.waitFor({ match: "nonsense" });
	} catch (error) {
		if (!(error instanceof BusError)) throw error;
		console.log(error.code, error.exitCode, error.hint !== undefined);
	}
	await bus.stopDaemon();
}

void main();
`;
const SAID = "committed true true sample done: success\nsuccess 2\nMATCHER_INVALID 2 true\n";

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

	test("brings its command", () => {
		assert.match(
			installed.run("npx", "--offline", "waitbus", "--version"),
			new RegExp(`\\b${installed.version}\\b`),
		);
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
			assert.equal(installed.run(process.execPath, name), SAID);
		});
	}
});
