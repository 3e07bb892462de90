import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { BusError } from "../../src/errors.js";
import { readManifest } from "../../src/plugins/manifest.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const WAITBUS = {
	source: "./source.js",
	api: 1,
	name: "mine",
	summary: "tells what happens to me",
	event_types: ["seen"],
};

test("a package says what its source is, and what it asks for", (t) => {
	const directory = write(t, {
		waitbus: {
			...WAITBUS,
			fields: { what: "what was seen" },
			permissions: { net: ["127.0.0.1:80"], env: ["TOKEN"] },
		},
	});

	assert.deepEqual(readManifest(directory), {
		packageName: "waitbus-mine",
		version: "1.2.3",
		name: "mine",
		summary: "tells what happens to me",
		eventTypes: ["seen"],
		fields: { what: "what was seen" },
		modulePath: join(directory, "source.js"),
		permissions: { net: ["127.0.0.1:80"], fs_read: [], fs_write: [], child_process: false, env: ["TOKEN"] },
	});
});

test("what a package says of its source cannot act on a terminal", (t) => {
	const directory = write(t, { waitbus: { ...WAITBUS, summary: "\u001b[2Jtells\nall" } });

	assert.equal(readManifest(directory).summary, "tells all");
});

describe("a package is refused", () => {
	const wrong: Record<string, readonly [object, RegExp]> = {
		"without a section waitbus": [{}, /it has no section "waitbus", so the package is no plugin$/],
		"without a summary": [{ waitbus: { ...WAITBUS, summary: undefined } }, /waitbus\.summary is missing$/],
		"with a key that there is not": [
			{ waitbus: { ...WAITBUS, events: [] } },
			/unknown key "waitbus\.events"$/,
		],
		"with a name that no source can have": [
			{ waitbus: { ...WAITBUS, name: "My Source" } },
			/waitbus\.name is "My Source", and must be a name such as "tcp"$/,
		],
		"whose module lies elsewhere": [
			{ waitbus: { ...WAITBUS, source: "../other/source.js" } },
			/waitbus\.source lies outside of the package$/,
		],
		"that is written for another version": [
			{ waitbus: { ...WAITBUS, api: 2 } },
			/it is written for version 2 of the contract, and this waitbus has 1$/,
		],
		"that asks for all files by a wildcard": [
			{ waitbus: { ...WAITBUS, permissions: { fs_read: ["/*"] } } },
			/fs_read\.0 is "\/\*", and must be a path that begins with/,
		],
		"that asks for a path that leads elsewhere": [
			{ waitbus: { ...WAITBUS, permissions: { fs_write: ["/tmp/../etc"] } } },
			/must be a path without \.\.$/,
		],
		"that asks for a variable which steers Node": [
			{ waitbus: { ...WAITBUS, permissions: { env: ["NODE_OPTIONS"] } } },
			/must be a variable that does not steer Node$/,
		],
		"that asks for a host without a port": [
			{ waitbus: { ...WAITBUS, permissions: { net: ["example.org"] } } },
			/permissions\.net/,
		],
	};
	for (const [how, [content, why]] of Object.entries(wrong)) {
		test(how, (t) => {
			assert.throws(() => readManifest(write(t, content)), isInvalid(why));
		});
	}

	test("that is not there, or is not JSON", (t) => {
		const directory = makeTemporaryDirectory(t);
		assert.throws(() => readManifest(directory), isInvalid(/no such file or directory$/));

		writeFileSync(join(directory, "package.json"), "{");
		assert.throws(() => readManifest(directory), isInvalid(/it is not JSON$/));
	});
});

function write(t: TestContext, content: object): string {
	const directory = makeTemporaryDirectory(t);
	const manifest = { name: "waitbus-mine", version: "1.2.3", ...content };
	writeFileSync(join(directory, "package.json"), JSON.stringify(manifest));
	return directory;
}

function isInvalid(why: RegExp): (error: unknown) => boolean {
	return (error) => {
		assert.ok(error instanceof BusError);
		assert.equal(error.code, "PLUGIN_INVALID");
		assert.match(error.message, why);
		return true;
	};
}
