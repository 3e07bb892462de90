import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, type TestContext, test } from "node:test";
import { type BusDirectories, makeBusDirectories } from "../support/bus-directories.js";
import { FakeRegistry, integrityOf } from "../support/fake-registry.js";
import { createFakeSigstore, type FakeSigstore } from "../support/fake-sigstore.js";
import { packPlugin, writePlugin } from "../support/plugin-package.js";
import { type CliResult, runCli } from "../support/run-cli.js";
import { makeTemporaryDirectory } from "../support/temporary-directory.js";

const OURS = "https://host.test/me/mine/.github/workflows/release.yml";
const THEIRS = "https://host.test/thief/mine/.github/workflows/release.yml";

describe("a plugin whose publisher is attested", () => {
	let sigstore: FakeSigstore;
	before(async () => {
		sigstore = await createFakeSigstore();
	});

	test("is known by its publisher, also when nobody can be asked again", async (t) => {
		const { registry, publish, source, directories } = await open(t, sigstore);
		await publish("1.0.0", OURS);

		const added = await source("add", "waitbus-mine", "--yes");
		registry.attestationStatus = 500;
		const verified = await source("verify", "mine");

		assert.equal(added.code, 0);
		assert.ok(added.stderr.includes(`  publisher ${OURS}, verified\n`), added.stderr);
		assert.match(trustOf(directories), new RegExp(`workflow = "${OURS}"`));
		assert.equal(verified.code, 0);
		assert.ok(verified.stdout.includes(`  publisher ${OURS}, verified\n`), verified.stdout);
	});

	test("may be replaced by what the same one publishes later, and by nothing else", async (t) => {
		const { publish, source, directories } = await open(t, sigstore);
		await publish("1.0.0", OURS);
		await source("add", "waitbus-mine", "--yes");

		await publish("1.1.0", OURS);
		const updated = await source("add", "waitbus-mine");
		const trusted = trustOf(directories);
		await publish("1.2.0", THEIRS);
		const stolen = await source("add", "waitbus-mine", "--yes");
		await publish("1.3.0", undefined);
		const unsigned = await source("add", "waitbus-mine", "--yes");

		assert.equal(updated.code, 0);
		assert.match(trusted, /version = "1\.1\.0"/);
		assert.deepEqual([stolen.code, unsigned.code], [125, 125]);
		assert.ok(
			stolen.stderr.includes(`${OURS} was trusted to publish it, and ${THEIRS} did [PLUGIN_CHANGED]`),
			stolen.stderr,
		);
		assert.match(
			unsigned.stderr,
			/who did is not known: its registry has no attestation of it \[PLUGIN_CHANGED\]/,
		);
		assert.equal(trustOf(directories), trusted);
		assert.match((await source("verify", "mine")).stdout, /^mine is waitbus-mine 1\.1\.0,/);
	});

	test("is not taken on faith when its registry does not say who published it", async (t) => {
		const { registry, publish, source } = await open(t, sigstore);
		await publish("1.0.0", OURS);
		await source("add", "waitbus-mine", "--yes");
		await publish("1.1.0", OURS);

		registry.attestationStatus = 503;
		const { code, stderr } = await source("add", "waitbus-mine", "--yes");

		assert.equal(code, 125);
		assert.match(
			stderr,
			/who did is not known: its registry cannot be asked: it answers 503 \[PLUGIN_CHANGED\]/,
		);
	});

	test("is refused when what vouches for it is about another tarball", async (t) => {
		const { publish, source, directories } = await open(t, sigstore);
		await publish("1.0.0", OURS, `sha512-${Buffer.alloc(64).toString("base64")}`);

		const { code, stderr } = await source("add", "waitbus-mine", "--yes");

		assert.equal(code, 125);
		assert.match(
			stderr,
			/^waitbus: Cannot believe the provenance of "waitbus-mine": .*\[PROVENANCE_INVALID\]/m,
		);
		assert.throws(() => trustOf(directories));
	});
});

/** A bus, a registry that offers `waitbus-mine`, and `waitbus source` with both. */
async function open(t: TestContext, sigstore: FakeSigstore) {
	const registry = await FakeRegistry.start(t);
	const directories = makeBusDirectories(t, { env: { ...registry.env, WAITBUS_AUTOSTART: "0" } });
	const keys = join(makeTemporaryDirectory(t), "trusted_root.json");
	writeFileSync(keys, sigstore.trustedRoot);
	return {
		registry,
		directories,
		/** @param integrity What the attestation says of the tarball. @default what is so */
		async publish(version: string, publisher: string | undefined, integrity?: string): Promise<void> {
			const directory = writePlugin(t, { name: "mine", version, body: "await new Promise(() => {});" });
			const tarball = packPlugin(t, directory);
			const about = { packageName: "waitbus-mine", version, integrity: integrity ?? integrityOf(tarball) };
			const attestation =
				publisher === undefined
					? undefined
					: await sigstore.attest({ ...about, publisher: `${publisher}@refs/tags/v${version}` });
			const manifest = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as object;
			registry.publish("waitbus-mine", { version, tarball, manifest, attestation });
		},
		source: (...words: readonly string[]): Promise<CliResult> =>
			runCli(["source", ...words, "--trusted-root", keys], directories),
	};
}

function trustOf({ env }: BusDirectories): string {
	return readFileSync(join(env["WAITBUS_CONFIG_DIR"] ?? "", "plugins.trust.toml"), "utf8");
}
