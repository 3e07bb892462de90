import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { list, read } from "./checkout.js";
import { findViolations } from "./find-violations.js";
import { IMPORT_TABLE } from "./import-table.js";

const sources = list("src").filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"));

describe("the sources", () => {
	test("import only what the import table allows", () => {
		const violations = sources.flatMap((file) => findViolations(file, read(file)));

		assert.deepEqual(violations, []);
	});

	test("lie in folders that the import table knows", () => {
		const folders = new Set(sources.map((file) => file.split("/")[1]?.replace(/\.ts$/, "") ?? ""));

		assert.deepEqual(
			[...folders].filter((folder) => !(folder in IMPORT_TABLE)),
			[],
		);
	});
});

describe("the import table is held against", () => {
	const forms: Record<string, string> = {
		"an import": 'import { y } from "../store/y.js";',
		"an import for its effect": 'import "../store/y.js";',
		"import type": 'import type { Y } from "../store/y.js";',
		"an inline type import": 'import { type Y } from "../store/y.js";',
		"a re-export of names": 'export { y } from "../store/y.js";',
		"a re-export of types": 'export type { Y } from "../store/y.js";',
		"a re-export of everything": 'export * from "../store/y.js";',
		"import()": 'const y = await import("../store/y.js");',
		"import() of a template": "const y = await import(`../store/y.js`);",
		"a type that names its module": 'let y: import("../store/y.js").Y;',
		"typeof import": 'let y: typeof import("../store/y.js");',
		"import = require": 'import y = require("../store/y.js");',
		require: 'const y = require("../store/y.js");',
	};
	for (const [form, source] of Object.entries(forms)) {
		test(form, () => {
			assert.deepEqual(findViolations("src/cli/x.ts", source), [
				"cli must not import store (src/cli/x.ts: ../store/y.js)",
			]);
		});
	}

	test("a file that is deeper in its folder", () => {
		assert.deepEqual(
			findViolations("src/store/sqlite/x.ts", 'import "../../bus/y.js"; import "../append.js";'),
			["store must not import bus (src/store/sqlite/x.ts: ../../bus/y.js)"],
		);
	});

	test("a computed import()", () => {
		assert.deepEqual(findViolations("src/bus/x.ts", "await import(path);"), [
			"bus must not import a computed path (src/bus/x.ts)",
		]);
	});

	test("errors.ts, which imports nothing", () => {
		assert.deepEqual(findViolations("src/errors.ts", 'import "./event/event.js";'), [
			"errors must not import event (src/errors.ts: ./event/event.js)",
		]);
	});

	test("a path that leaves src", () => {
		assert.deepEqual(findViolations("src/event/x.ts", 'import "../../test/event/fake.js";'), [
			"event must not import test (src/event/x.ts: ../../test/event/fake.js)",
		]);
	});

	test("our own package by its name", () => {
		assert.deepEqual(findViolations("src/event/x.ts", 'import "waitbus";'), [
			"event must not import waitbus (src/event/x.ts: waitbus)",
		]);
	});

	test("a folder it does not know", () => {
		assert.deepEqual(findViolations("src/extras/x.ts", 'import "../errors.js";'), [
			"extras must not import errors (src/extras/x.ts: ../errors.js)",
		]);
	});
});

describe("the import table allows", () => {
	test("a folder itself, and what its row names", () => {
		const source =
			'import "./y.js"; import type { E } from "../event/e.js"; import "../errors.js"; import "node:fs";';

		assert.deepEqual(findViolations("src/store/x.ts", source), []);
	});

	test("the daemon to the serve verb alone", () => {
		const source = 'const { runDaemon } = await import("../daemon/run.js");';

		assert.deepEqual(findViolations("src/cli/serve.ts", source), []);
		assert.deepEqual(findViolations("src/cli/stop.ts", source), [
			"cli must not import daemon (src/cli/stop.ts: ../daemon/run.js)",
		]);
	});

	test("webhooks the types of sources, not their code", () => {
		assert.deepEqual(
			findViolations("src/webhooks/x.ts", 'import type { Source } from "../sources/source.js";'),
			[],
		);
		assert.deepEqual(findViolations("src/webhooks/x.ts", 'import { start } from "../sources/source.js";'), [
			"webhooks must not import sources (src/webhooks/x.ts: ../sources/source.js)",
		]);
	});
});

describe("some modules and globals have one place", () => {
	test("node:http is for http and webhooks", () => {
		assert.deepEqual(findViolations("src/http/x.ts", 'import { createServer } from "node:http";'), []);
		assert.deepEqual(findViolations("src/webhooks/x.ts", 'import { createServer } from "node:http";'), []);
		assert.deepEqual(findViolations("src/daemon/x.ts", 'import type { Server } from "http";'), [
			"daemon must not import http (src/daemon/x.ts: http)",
		]);
	});

	test("SQLite is for the store", () => {
		assert.deepEqual(findViolations("src/store/x.ts", 'await import("@photostructure/sqlite");'), []);
		assert.deepEqual(findViolations("src/bus/x.ts", 'await import("node:sqlite");'), [
			"bus must not import node:sqlite (src/bus/x.ts: node:sqlite)",
		]);
	});

	const exits: Record<string, string> = {
		"a call": "process.exit(1);",
		"a computed name": 'process["exit"](1);',
		globalThis: "globalThis.process.exit(1);",
		"a destructured name": "const { exit } = process;",
		"an import of its name": 'import { exit } from "node:process";',
	};
	for (const [form, source] of Object.entries(exits)) {
		test(`only bin.ts ends the process: ${form}`, () => {
			assert.deepEqual(findViolations("src/bin.ts", source), []);
			assert.deepEqual(findViolations("src/cli/x.ts", source), [
				"cli must not use process.exit (src/cli/x.ts)",
			]);
		});
	}

	test("only the command line writes to stdout and stderr", () => {
		const source = 'process.stdout.write("x"); process.stderr.write("x"); console.log("x");';

		assert.deepEqual(findViolations("src/cli/x.ts", source), []);
		assert.deepEqual(findViolations("src/client/x.ts", source), [
			"client must not use process.stdout (src/client/x.ts)",
			"client must not use process.stderr (src/client/x.ts)",
			"client must not use console (src/client/x.ts)",
		]);
	});

	test("the log may write to stderr", () => {
		assert.deepEqual(findViolations("src/platform/log.ts", 'process.stderr.write("x");'), []);
		assert.deepEqual(findViolations("src/platform/clock.ts", 'process.stderr.write("x");'), [
			"platform must not use process.stderr (src/platform/clock.ts)",
		]);
	});
});
